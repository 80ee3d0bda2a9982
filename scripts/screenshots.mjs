import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { ROOT, setup } from './setup.mjs';
import { fail } from './step.mjs';

// What a report looks like, in each size and colour: from a real Chromium, on a report that looks like a project's.
const FOLDER = join(ROOT, '.stage/screenshots');
const SHOWN = join(ROOT, 'docs/images');
const FAILING = 'test/triage.test.ts › Triage keeps the tone polite';
const EVALUATION = 'test/evaluation.test.ts › Evaluation gives up after three tools › 0';
const VIEWS = {
  overview: '#/',
  'failing-test': `#/test/${encodeURIComponent(FAILING)}`,
  costs: '#/costs',
  evaluation: `#/evaluations/${encodeURIComponent(EVALUATION)}`,
};
const KINDS = {
  light: { colorScheme: 'light', viewport: { width: 1100, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1100, height: 800 } },
  narrow: { colorScheme: 'light', viewport: { width: 390, height: 800 } },
};

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
if (executablePath === undefined) fail('No Chromium is installed.', 'the pictures are taken in it', 'sudo apt-get install chromium');
await setup();
const report = mkdtempSync(join(tmpdir(), 'dspex-report-'));
execFileSync(process.execPath, [join(ROOT, 'scripts/sample/sample-report.mjs'), report]);
for (const folder of [FOLDER, SHOWN]) mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const [kind, options] of Object.entries(KINDS)) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(pathToFileURL(join(report, 'index.html')).href);
  for (const [name, hash] of Object.entries(VIEWS)) await shoot(page, hash, join(FOLDER, `${name}-${kind}.png`));
}
await browser.close();
rmSync(report, { recursive: true });
for (const [, name] of readFileSync(join(ROOT, 'docs/report.md'), 'utf8').matchAll(/\(images\/([\w-]+\.png)\)/g))
  copyFileSync(join(FOLDER, name), join(SHOWN, name));

async function shoot(page, hash, path) {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.locator('main h1').waitFor();
  // What a change of the view still draws.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.screenshot({ path });
  process.stdout.write(`${path}\n`);
}
