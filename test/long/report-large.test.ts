import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { goTo, openBrowser, openReport } from '../e2e/browser';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

// Fails when rows that are out of sight are there as well, or the last of them cannot be reached.
test('shows 5,000 tests and 50,000 calls with the rows in sight alone', async () => {
  const folder = mkdtempSync('/tmp/dx-');
  try {
    execFileSync(process.execPath, [join(__dirname, '../../scripts/sample/sample-report.mjs'), folder, '5000', '19', '1']);
    const { page, complaints } = await openReport(browser, join(folder, 'index.html'));
    await goTo(page, '#/calls');
    await page.getByText('47,814 calls of 47,814').waitFor();
    expect(await page.locator('[data-row]').count()).toBeLessThan(100);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.locator('[data-row="47813"]').waitFor();
    await page.locator('input[type=search]').fill('#4999-1');
    await page.getByText('1 call of 47,814').waitFor();
    await goTo(page, '#/tests');
    await page.getByText('5,000 tests of 5,000').waitFor();
    expect(await page.locator('[data-row]').count()).toBeLessThan(100);
    expect(complaints).toEqual([]);
    await page.context().close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
