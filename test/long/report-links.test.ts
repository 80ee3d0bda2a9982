import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { goTo, type OpenedPage, openBrowser, openReport, violations } from '../e2e/browser';
import { makeProject, type Project, runJest } from '../e2e/run-jest';

const TESTS = `
const { dspex } = require('@dspex/jest-preset');
test('greets many', async () => {
  for (let at = 1; at <= 30; at += 1) {
    dspex.lm.when({ name: 'guest ' + at }).reply({ greeting: 'Good evening, guest ' + at });
    await dspex.run('name -> greeting', { name: 'guest ' + at });
  }
});
test('sorts tickets', async () => {
  dspex.lm.when({ ticket: /./ }).reply({ queue: 'billing' });
  const program = await dspex.createProgram({ signature: 'ticket -> queue' });
  const tickets = [{ ticket: 'I want a refund', queue: 'billing' }, { ticket: 'It does not start', queue: 'tech' }];
  const evaluation = await dspex.evaluate(program, tickets, function isRight(example, { queue }) { return example.queue === queue; });
  expect(evaluation).toScoreAtLeast(0.8);
});
`;
const MANY = 'many.test.js › greets many';

let project: Project;
let browser: Browser;
let opened: OpenedPage;

const addressOf = (call: number): string => `#/test/${encodeURIComponent(MANY)}?call=${call}`;

beforeAll(async () => {
  browser = await openBrowser();
  project = makeProject({ 'many.test.js': TESTS });
  await runJest(project);
}, 120_000);
beforeEach(async () => {
  opened = await openReport(browser, join(project.folder, 'report', 'index.html'));
});
// Fails when a view cannot be read by a screen reader, or the page complains.
afterEach(async () => {
  expect(await violations(opened.page)).toEqual([]);
  expect(opened.complaints).toEqual([]);
  await opened.page.context().close();
});
afterAll(async () => {
  await browser?.close();
  project?.remove();
});

/** A call is there when it is open, below the header within the window, and has the keys; no other one is open. */
async function isAtCall(number: number): Promise<void> {
  await opened.page.locator(`#call-${number} > summary:focus`).waitFor();
  const open = opened.page.locator('.call[open]');
  expect(await open.allInnerTexts()).toEqual([expect.stringContaining(`Good evening, guest ${number}`)]);
  const header = (await opened.page.locator('header').boundingBox()) as { height: number };
  const { y } = (await open.boundingBox()) as { y: number };
  expect(y).toBeGreaterThanOrEqual(header.height);
  expect(y).toBeLessThan(900);
}

// Fails when a call of the list leads to its test alone, where its reader looks for it again.
test('a call of the list of calls leads to that call in its test', async () => {
  await goTo(opened.page, '#/calls?q=guest+25');
  await opened.page.getByRole('link', { name: /"guest 25"/ }).click();
  await isAtCall(25);
  expect(await opened.page.evaluate(() => location.hash)).toBe(addressOf(25));
});

// Fails when only a mouse gets there.
test('calls are opened one after the other by keys alone', async () => {
  const { keyboard } = opened.page;
  await goTo(opened.page, '#/calls?q=guest');
  await keyboard.press('ArrowDown');
  for (const row of [0, 1, 2]) {
    await opened.page.locator(`[data-row="${row}"] a:focus`).waitFor();
    await keyboard.press('Enter');
    await isAtCall(row + 1);
    await keyboard.press('Escape');
    await opened.page.locator(`[data-row="${row}"] a:focus`).waitFor();
    await keyboard.press('ArrowDown');
  }
});

// Fails when whoever looks at one call after the other has to find his place in the list again.
test('the way back leads to the row that was opened, any other way to the top', async () => {
  const { page } = opened;
  await goTo(page, '#/calls');
  await page.evaluate(() => scrollTo(0, 900));
  const top = await page.evaluate(() => scrollY);
  await page.locator('[data-row="24"] a').click();
  await isAtCall(25);
  await page.goBack();
  await page.locator('[data-row="24"] a:focus').waitFor();
  expect([await page.evaluate(() => scrollY), top > 500]).toEqual([top, true]);
  await page.goForward();
  await page.getByRole('link', { name: 'LM calls' }).first().click();
  await page.locator('main:focus').waitFor();
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

// Fails when the address of a call cannot be handed on.
test('the address of a call opens the page there, or says that this run has no such call', async () => {
  await goTo(opened.page, addressOf(20));
  // On a telephone, too, where the header is higher.
  await opened.page.setViewportSize({ width: 390, height: 900 });
  await opened.page.reload();
  await isAtCall(20);
  await opened.page.getByRole('link', { name: 'link to this call' }).waitFor();
  await goTo(opened.page, addressOf(31));
  await opened.page.getByText('This report has no call 31 of this test.').waitFor();
});

// Fails when a bar of the time line does not say which call it is, or leads there only once.
test('a bar of the time line leads to its call, however often', async () => {
  await goTo(opened.page, `#/test/${encodeURIComponent(MANY)}`);
  const bar = opened.page.getByRole('list', { name: 'What happened when' }).getByRole('link', { name: /"guest 20"/ });
  await bar.click();
  await isAtCall(20);
  await opened.page.evaluate(() => scrollTo(0, 0));
  await bar.click();
  await isAtCall(20);
});

// Fails when whoever reads that a score is too low has to look for its examples in another view.
test('a test leads to its evaluation, an example of that to its calls, and the evaluation back', async () => {
  await goTo(opened.page, '#/');
  await opened.page.getByRole('link', { name: 'sorts tickets' }).first().click();
  await opened.page.getByText('Expected a score of at least 0.8, got 0.5.').waitFor();
  await opened.page
    .getByRole('region', { name: /Metric/ })
    .getByRole('link')
    .click();
  await opened.page.getByText('0.500').first().waitFor();
  await opened.page.getByText('It does not start').first().click();
  await opened.page.locator('.call[open] .facts').getByRole('link', { name: '2' }).click();
  await opened.page.locator('#call-2[open] > summary:focus').waitFor();
  await opened.page.goBack();
  await opened.page.getByRole('link', { name: 'sorts tickets' }).first().click();
  await opened.page.getByRole('heading', { name: 'Why it failed' }).waitFor();
});
