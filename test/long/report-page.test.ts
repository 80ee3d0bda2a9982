import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { Report } from '../../src/shared/boundaries/report';
import { goTo, type OpenedPage, openBrowser, openReport, violations } from '../e2e/browser';
import { makeProject, type Project, runJest } from '../e2e/run-jest';

const SECRET = `sk-proj-${'a1B2c3D4'.repeat(6)}`;

const FILES = {
  'greet.test.js': `
const { dspex } = require('@dspex/jest-preset');
test('greets <b>a visitor</b> </script><script>alert(1)</script>', async () => {
  dspex.lm.when({ name: 'Zoé' }).reply({ greeting: 'Bonjour ${SECRET}' });
  await dspex.run('name -> greeting', { name: 'Zoé' });
});
test('greets late', async () => {
  dspex.lm.when({ name: 'Zoé', hour: 9 }).reply({ greeting: 'Bonjour' });
  await dspex.run('name, hour: int -> greeting', { name: 'Zoé', hour: 21 });
});
test('calls a tool', async () => {
  dspex.lm.whenPrompt('parcel').callTool('find_order', { order_id: 'A-1' });
  const tools = [{ type: 'function', function: { name: 'find_order', parameters: { type: 'object', properties: { order_id: { type: 'string' } } } } }];
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Where is my parcel?' }], tools });
  await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
});
test('adds', () => expect(1 + 1).toBe(process.env.SECOND ? 3 : 2));
test('scores', async () => {
  dspex.lm.when({ ticket: /refund/ }).reply({ queue: 'billing' });
  dspex.lm.when({ ticket: /start/ }).reply({ queue: process.env.SECOND ? 'billing' : 'tech' });
  const program = await dspex.createProgram({ signature: 'ticket -> queue' });
  const tickets = [{ ticket: 'I want a refund', queue: 'billing' }, { ticket: 'It does not start', queue: 'tech' }];
  // Examples are known by what they are, wherever they stand.
  if (process.env.SECOND) tickets.unshift({ ticket: 'One more refund', queue: 'billing' });
  await dspex.evaluate(program, tickets, function isRight(example, { queue }) { return example.queue === queue; });
});
test.skip('is for later', () => undefined);
`,
  'prints.test.js': `
/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
test('prints in Python', async () => {
  dspex.lm.when({ name: 'Zoé' }).reply({ greeting: 'Bonjour' });
  const greeter = await dspex.loadModule('greeter:Greeter');
  await greeter.execute({ name: 'Zoé' });
});
`,
  'greeter.py': `
import dspy
class Greeter(dspy.Module):
    def __init__(self):
        super().__init__()
        self.greet = dspy.Predict("name -> greeting")
    def forward(self, name):
        print("thinking of", name)
        return self.greet(name=name)
`,
};

let project: Project;
let browser: Browser;
let report: Report;
let opened: OpenedPage;
const pagePath = (): string => join(project.folder, 'report', 'index.html');

beforeAll(async () => {
  browser = await openBrowser();
  project = makeProject(FILES);
  await runJest(project);
  report = Report.parse((await runJest(project, { env: { SECOND: '1' } })).report);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  project?.remove();
});
beforeEach(async () => {
  opened = await openReport(browser, pagePath());
});
afterEach(async () => {
  // Fails when the page throws, breaks its own policy, or asks anything of a network.
  expect(opened.complaints).toEqual([]);
  await opened.page.context().close();
});

/** As a person sees it. */
async function textOf(selector = 'main'): Promise<string> {
  return (await opened.page.locator(selector).allInnerTexts()).join('\n');
}

// Fails when a person has to look for what failed.
test('says first what failed, and leads there', async () => {
  expect(await textOf('main h1')).toBe('2 tests failed');
  await opened.page.getByRole('link', { name: 'greets late' }).first().click();
  await opened.page.getByRole('heading', { name: 'Why it failed' }).waitFor();
  expect(await textOf()).toContain('hour: expected 9, got 21');
  expect(await textOf()).toMatch(/greet\.test\.js:9/);
});

// Fails when a call is told without what was asked, what was said, or by whom.
test("tells a test's calls: inputs, prompt, reply, tools, who answered", async () => {
  await goTo(opened.page, '#/tests?q=calls+a+tool');
  await opened.page.getByRole('link', { name: 'calls a tool' }).click();
  await opened.page.getByRole('heading', { name: 'LM calls (1)' }).waitFor();
  const shown = await textOf();
  expect(shown).toMatch(/answered by the rule at .*greet\.test\.js:12/);
  for (const text of ['Where is my parcel?', 'find_order', '{"order_id":"A-1"}']) expect(shown).toContain(text);
});

// Fails when what Python said, or when it was asked, is lost on the way.
test('tells what Python printed, and when it was asked', async () => {
  await goTo(opened.page, '#/tests?q=prints+in+Python');
  await opened.page.getByRole('link', { name: 'prints in Python' }).click();
  await opened.page.getByRole('heading', { name: 'What Python printed' }).waitFor();
  expect(await textOf()).toContain('thinking of Zoé');
  expect(await textOf('.time-line')).toContain('load_module');
});

// Fails when a name becomes markup, or a secret gets into the file in any wrapping.
test('shows names as they are, and no secrets', async () => {
  await goTo(opened.page, '#/tests');
  expect(await textOf()).toContain('greets <b>a visitor</b> </script><script>alert(1)</script>');
  const packed = /id="report">([^<]+)</.exec(readFileSync(pagePath(), 'utf8'))?.[1] ?? '';
  const inPage = gunzipSync(Buffer.from(packed, 'base64')).toString('utf8');
  expect(JSON.parse(inPage)).toEqual(report);
  expect(inPage).not.toContain(SECRET);
  expect(report.texts).toContain('{"greeting":"Bonjour <redacted>"}');
});

// Fails when a run is not compared with the one before it, or a test that ran before passes for a new one.
test('tells what changed since the last run', async () => {
  expect(await textOf()).toContain('1 newly failing: adds');
  await opened.page.getByRole('link', { name: '1 newly failing' }).click();
  await opened.page.getByText('1 test of 7').waitFor();
  await opened.page.getByRole('link', { name: 'adds' }).click();
  await opened.page.getByText('last time: passed').waitFor();
});

// Fails when a score is not told by example, or an example is compared with another one.
test('tells the scores of an evaluation, and how each example has changed', async () => {
  await goTo(opened.page, '#/evaluations');
  await opened.page.getByRole('link', { name: 'scores' }).click();
  await opened.page.getByRole('heading', { name: 'Score over time' }).waitFor();
  const shown = (await textOf()).replace(/\s+/g, ' ');
  expect(shown).toContain('0.667 ▼ 0.333');
  expect(shown).toMatch(/3 0\.000 ▼ 1\.000 less than before \{"ticket":"It does not start"/);
  expect(shown).toMatch(/1 1\.000 new \{"ticket":"One more refund"/);
  expect(shown).toMatch(/2 1\.000 as before \{"ticket":"I want a refund"/);
  expect(shown).toContain('isRight');
});

// Fails when the list cannot be used without a mouse.
test('is used by keys alone: search, down, open, back', async () => {
  const { keyboard } = opened.page;
  await keyboard.press('/');
  await opened.page.locator('input[type=search]:focus').waitFor();
  await keyboard.type('greets');
  await opened.page.getByText('2 tests of 7').waitFor();
  await keyboard.press('ArrowDown');
  await opened.page.locator('[data-row="0"] a:focus').waitFor();
  await keyboard.press('ArrowDown');
  await opened.page.locator('[data-row="1"] a:focus').waitFor();
  await keyboard.press('Enter');
  await opened.page.getByRole('heading', { level: 1, name: /greets <b>a visitor/ }).waitFor();
  await keyboard.press('Escape');
  await opened.page.getByText('2 tests of 7').waitFor();
});

// Fails when a view is wider than a telephone, and has to be moved to be read.
test('fits a narrow screen', async () => {
  const { page } = await openReport(browser, pagePath(), { viewport: { width: 360, height: 700 } });
  for (const view of viewsOf(report)) {
    await goTo(page, view);
    expect([view, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([view, true]);
  }
  await page.context().close();
});

// Fails when a view cannot be read by a screen reader, or lacks contrast.
test.each(['light', 'dark'] as const)('axe finds nothing wrong with any view, %s', async (colorScheme) => {
  const { page } = await openReport(browser, pagePath(), { colorScheme });
  for (const view of viewsOf(report)) {
    await goTo(page, view);
    expect([view, await violations(page)]).toEqual([view, []]);
  }
  await page.context().close();
});

/** The address of each view, with three tests of a kind of their own. */
function viewsOf({ files }: Report): string[] {
  const tests = ['greets late', 'prints in Python', 'calls a tool'].map((test) => {
    const file = files.find((one) => one.tests.some(({ fullName }) => fullName === test))?.file;
    return `#/test/${encodeURIComponent(`${file} › ${test}`)}`;
  });
  const evaluation = `#/evaluations/${encodeURIComponent('greet.test.js › scores › 0')}`;
  return ['#/', '#/tests', '#/calls', '#/costs', '#/cassettes', '#/evaluations', evaluation, ...tests];
}
