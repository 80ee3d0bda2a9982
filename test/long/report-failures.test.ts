import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { goTo, type OpenedPage, openBrowser, openReport } from '../e2e/browser';
import { makeProject, type Project, runJest } from '../e2e/run-jest';

const FILES = {
  'rough.test.js': `
const { dspex } = require('@dspex/jest-preset');
jest.retryTimes(1);
let tries = 0;
const ask = async (content) => {
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });
  return (await response.json()).choices?.[0].message.content;
};
test('swallows a miss', async () => {
  dspex.lm.whenPrompt(/tea/).reply('green');
  expect(await ask('coffee')).toBe('green');
});
test('is wrong', async () => {
  dspex.lm.whenPrompt(/tea/).reply('green');
  expect(await ask('tea')).toBe('black');
});
test('gets there', async () => {
  dspex.lm.whenPrompt(/tea/).reply('green');
  await ask('tea');
  expect(++tries).toBe(2);
});
`,
  'broken.test.js': 'const x = ;',
};

let project: Project;
let browser: Browser;
let opened: OpenedPage;
beforeAll(async () => {
  browser = await openBrowser();
  project = makeProject(FILES);
  await runJest(project);
  opened = await openReport(browser, join(project.folder, 'report', 'index.html'));
}, 120_000);
afterAll(async () => {
  expect(opened.complaints).toEqual([]);
  await browser?.close();
  project?.remove();
});
const textOf = async (selector = 'main'): Promise<string> => (await opened.page.locator(selector).allInnerTexts()).join('\n');

// Fails when the first page does not say why, but only that a matcher was not content.
test('the first page says why each test failed, and what is wrong in a file that did not run', async () => {
  await goTo(opened.page, '#/');
  expect(await textOf('main h1')).toBe('2 tests failed, 1 test file did not run');
  const failed = await textOf('.failed-list');
  expect(failed).toContain('DspexError: No rule answers this LM call: gpt-4o-mini was prompted "coffee".');
  expect(failed).toContain('expect(received).toBe(expected) · Expected: "black" · Received: "green"');
  expect(failed).toMatch(/broken\.test\.js did not run[\s\S]*SyntaxError/);
  expect(failed).not.toContain('node_modules');
});

// Fails when a test that needed a second try does not say what was wrong with the first, or calls are lost between two pages.
test('what attempts did that were tried again is not lost', async () => {
  await goTo(opened.page, '#/tests');
  await opened.page.getByRole('link', { name: 'gets there' }).click();
  await opened.page.getByRole('heading', { name: 'It failed before it passed' }).waitFor();
  expect(await textOf()).toMatch(/Transcript of attempt 1: \.dspex|Transcript of attempt 1: .*transcript\.md/);
  await goTo(opened.page, '#/calls');
  expect(await textOf('.found')).toContain('3 calls of 3; 3 more are not shown');
});
