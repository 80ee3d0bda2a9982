import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { goTo, type OpenedPage, openBrowser, openReport, violations } from './browser';
import { makeProject, type Project, runJest } from './run-jest';

const TESTS = `
const { dspex } = require('@dspex/jest-preset');
test('greets late', async () => {
  dspex.lm.when({ name: 'Zoé', hour: 9 }).reply({ greeting: 'Bonjour' });
  await dspex.run('name, hour: int -> greeting', { name: 'Zoé', hour: 21 });
});
test('an agent asks another', async () => {
  const ask = async (messages, tools) => {
    const body = JSON.stringify({ model: 'gpt-4o-mini', messages, tools });
    const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return (await response.json()).choices[0].message;
  };
  const tools = [{ type: 'function', function: { name: 'ask_expert', parameters: { type: 'object', properties: { about: { type: 'string' } } } } }];
  dspex.lm.whenPrompt({ prompt: 'is it late', afterTool: 'ask_expert' }).reply('It comes on Monday.');
  dspex.lm.whenPrompt('is it late').callTool('ask_expert', { about: 'A-1' });
  dspex.lm.whenPrompt('what of A-1').reply('it waits at the border');
  const messages = [{ role: 'user', content: 'is it late?' }];
  const turn = await ask(messages, tools);
  const { content } = await ask([{ role: 'user', content: 'what of A-1?' }]);
  await ask([...messages, turn, { role: 'tool', tool_call_id: turn.tool_calls[0].id, content }], tools);
});
`;

let project: Project;
let browser: Browser;
let opened: OpenedPage;

beforeAll(async () => {
  browser = await openBrowser();
  project = makeProject({ 'agent.test.js': TESTS });
  await runJest(project);
  opened = await openReport(browser, join(project.folder, 'report', 'index.html'));
}, 120_000);
// Fails when a view cannot be read by a screen reader, or the page complains.
afterEach(async () => {
  expect(await violations(opened.page)).toEqual([]);
  expect(opened.complaints).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  project?.remove();
});

// Fails when an agent's turns are a flat list, or nobody sees what a tool answered, or who was asked by it.
test('tells the calls of an agent as a tree: its turns, their tools, what those answered and asked', async () => {
  await goTo(opened.page, `#/test/${encodeURIComponent('agent.test.js › an agent asks another')}`);
  const conversation = opened.page.getByRole('list', { name: 'A conversation of 2 turns' });
  const asked = conversation.getByRole('list', { name: 'Tools that the reply calls' });
  expect((await asked.locator('.tool summary').allInnerTexts()).join()).toMatch(/ask_expert\s*\{"about":"A-1"\} → it waits at the border/);
  expect((await asked.allInnerTexts()).join().replace(/\s+/g, ' ')).toMatch(/asked while the tool ran 2 rule what of A-1/);
  expect(await conversation.locator('.call-number').allInnerTexts()).toEqual(['1', '2', '3']);
});

// Fails when a reader has to find out of a sentence which field differs.
test('holds a call that nothing answered against the nearest rule, field by field', async () => {
  await goTo(opened.page, `#/test/${encodeURIComponent('agent.test.js › greets late')}`);
  const rows = opened.page.locator('.nearest .fields li');
  expect((await rows.allInnerTexts()).map((row) => row.replace(/\s+/g, ' '))).toEqual([
    '✓ name the rule wants Zoé the call has Zoé',
    '✕ hour the rule wants 9 the call has 21',
  ]);
  await rows.nth(1).getByRole('img', { name: 'differs' }).waitFor();
});
