import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, runJest } from './run-jest';

const LOOP = `
const ask = async (messages) => {
  const tools = ['find_order', 'refund'].map((name) => ({ type: 'function', function: { name, parameters: { type: 'object', properties: {} } } }));
  const body = JSON.stringify({ model: 'gpt-4o-mini', temperature: 0, tools, messages: [{ role: 'system', content: 'Be brief.' }, ...messages] });
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });
  return (await response.json()).choices[0].message;
};
const loop = async (content) => {
  const messages = [{ role: 'user', content }];
  for (;;) {
    const said = await ask(messages);
    if (!said.tool_calls) return said.content;
    messages.push(said, ...said.tool_calls.map(({ id, function: { name } }) => ({ role: 'tool', tool_call_id: id, content: name + ' says ' + (process.env.MY_API_KEY ?? 'yes') })));
  }
};
const messageOf = (work) => { try { work(); } catch (error) { return error.message; } return 'passed'; };
const rules = () => {
  dspex.lm.whenPrompt('A-1').callTool('find_order', { order_id: 'A-1' });
  dspex.lm.whenPrompt({ afterTool: 'find_order' }).callTool('refund', { order_id: 'A-1', cents: 500 });
  dspex.lm.whenPrompt({ afterTool: { name: 'refund', result: /says/ } }).reply('Refunded.');
};
`;

const MATCHERS = (imports: string): string => `${imports}
${LOOP}
beforeEach(async () => {
  rules();
  expect(await loop('Refund A-1')).toBe('Refunded.');
});

test('passes', () => {
  const { lm } = dspex;
  expect(lm).toHaveCalledTool('find_order');
  expect(lm).toHaveCalledTool(/^ref/, { order_id: 'A-1', cents: expect.any(Number) });
  expect(lm).toHaveCalledTool('refund', expect.objectContaining({ cents: 500 }));
  expect(lm).not.toHaveCalledTool('refund', { order_id: 'A-1' });
  expect(lm).not.toHaveCalledTool('delete_order');
  expect(lm).toHaveCalledTools(['find_order', { name: 'refund', arguments: { order_id: 'A-1', cents: 500 } }]);
  expect(lm).toHaveCalledTools(expect.arrayContaining(['refund']));
  expect(lm).not.toHaveCalledTools(['refund', 'find_order']);
  expect(lm).not.toHaveCalledTools(['find_order']);
  expect(lm).toHaveBeenPromptedWith({ system: 'brief', tools: ['refund'], sampling: { temperature: 0 }, model: 'gpt-4o-mini' });
  expect(lm).toHaveBeenPromptedWith({ messages: [{ role: 'user', content: 'A-1' }, { role: 'tool', content: /^refund says/ }] });
  expect(lm).toHaveBeenPromptedWith({ messages: expect.arrayContaining([expect.objectContaining({ role: 'user', content: 'Refund A-1' })]) });
  expect(lm).toHaveBeenPromptedWith({ tools: expect.arrayContaining([expect.objectContaining({ name: 'refund' })]) });
  expect(lm).not.toHaveBeenPromptedWith({ messages: [{ role: 'tool' }, { role: 'user' }] });
  expect(lm).not.toHaveBeenPromptedWith({ model: 'gpt-4o' });
  expect(lm).not.toHaveBeenPromptedWith({ fields: { question: 'A-1' } });
  lm.assertAllUsed();
});

test('explains', () => {
  const { lm } = dspex;
  const lines = [
    () => expect(lm).toHaveCalledTool('refund', { order_id: 'A-2' }),
    () => expect(lm).not.toHaveCalledTool('refund'),
    () => expect(lm).toHaveCalledTools(['refund']),
    () => expect(lm).toHaveBeenPromptedWith({ system: /verbose/, tools: ['refund'] }),
    () => expect(lm).not.toHaveBeenPromptedWith({ tools: ['refund'] }),
    () => expect(lm).toHaveBeenPromptedWith({ sistem: 'brief' }),
    () => expect(lm).toHaveCalledTools([{ name: 'refund', args: {} }]),
    () => expect(lm).toHaveBeenPromptedWith({ fields: { question: 'A-2' }, messages: [{ content: 'A-2' }], tools: ['delete'] }),
    () => { lm.whenPrompt('never').replyOnce('x'); lm.assertAllUsed(); },
  ].map(messageOf);
  require('node:fs').writeFileSync(process.env.LINES, JSON.stringify(lines));
});
`;

const UNUSED = `/** @dspex {"lm":{"unusedRules":"fail"}} */
const { dspex } = require('@dspex/jest-preset');
${LOOP}
beforeEach(() => { dspex.lm.whenPrompt('for some tests').reply('yes'); });
test('uses all', async () => { rules(); await loop('A-1'); });
test('leaves one', async () => { rules(); dspex.lm.whenPrompt('nobody asks').reply('x'); await loop('A-1'); });
test('leaves a reply', async () => { dspex.lm.whenPrompt('A-1').replyOnce('one').replyOnce('two'); await loop('A-1'); });
`;

const ALIKE = `
const { dspex } = require('@dspex/jest-preset');
${LOOP}
test('misses many', async () => {
  dspex.lm.whenPrompt('something else').reply('x');
  for (let n = 0; n < 9; n += 1) await ask([{ role: 'user', content: 'Question ' + n }]).catch(() => undefined);
});
`;

// Each fails when a matcher holds what it should not, or says less than what was there.
describe('what was asked, and the tools that were called', () => {
  let project: Project;
  let run: Awaited<ReturnType<typeof runJest>>;
  beforeAll(async () => {
    project = makeProject({
      'globals.test.js': MATCHERS("const { dspex } = require('@dspex/jest-preset');"),
      'imported.test.js': MATCHERS(
        "const { beforeEach, expect, test } = require('@jest/globals');\nconst { dspex } = require('@dspex/jest-preset');",
      ),
      'unused.test.js': UNUSED,
      'alike.test.js': ALIKE,
    });
    run = await runJest(project, { env: { MY_API_KEY: 'planted-secret-1', LINES: join(project.folder, 'lines.json') } });
  });
  afterAll(() => project.remove());

  test.each(['globals', 'imported'])('hold, with and without not, in a file with %s', (name) => {
    const tests = run.tests.filter(({ failureMessages }) => failureMessages.length > 0).map(({ fullName }) => fullName);
    expect(tests).toEqual(expect.not.arrayContaining(['passes', 'explains']));
    expect(run.output).toContain(`PASS ./${name}.test.js`);
  });

  test('are explained by what was there', () => {
    const called = `Tools called:\n  find_order({"order_id":"A-1"}), by call 1\n  refund({"order_id":"A-1","cents":500}), by call 2`;
    const [wrongArgs, calledAfterAll, wrongList, wrongSystem, after, unknown, wrongTool, wrongParts, unused] = JSON.parse(
      readFileSync(join(project.folder, 'lines.json'), 'utf8'),
    ) as string[];
    expect(wrongArgs).toBe(`Expected a call of the tool "refund" with {"order_id":"A-2"}.\n${called}`);
    expect(calledAfterAll).toBe(`Expected no call of the tool "refund".\n${called}`);
    expect(wrongList).toBe(`Expected these tools, in order: ["refund"].\n${called}`);
    expect(wrongSystem).toContain('The nearest is call 1:\n  system: expected "/verbose/", got "Be brief."\nLM calls:');
    expect(after).toContain('Expected no call with {"tools":["refund"]}.\nIt is call 1.\n');
    expect(unknown).toBe(
      'toHaveBeenPromptedWith was given "sistem": it takes an object with some of fields, prompt, system, model, messages, tools, sampling',
    );
    expect(wrongTool).toContain('a tool is its name, or { name, arguments }');
    expect(wrongParts).toMatch(/ {2}fields: expected .*A-2.*, got .*a call without a signature/);
    expect(wrongParts).toMatch(
      / {2}messages: expected .*A-2.*, got .*Refund A-1[\s\S]* {2}tools: expected .*delete.*, got .*find_order.*refund/,
    );
    expect(unused).toMatch(/^1 of 4 rules is not used up\.\n {2}why: {2}the rule at \S+:\d+ answered nothing\n[\s\S]*\[RULE_UNUSED\]$/);
    expect(run.output).not.toContain('planted-secret-1');
  });

  test('a rule that answers nothing fails its test where that is asked for, and one of a hook does not', () => {
    expect(run.test('uses all').failureMessages).toEqual([]);
    expect(run.test('leaves one').failureMessages.join()).toMatch(/1 of 4 rules is not used up[\s\S]*answered nothing/);
    expect(run.test('leaves a reply').failureMessages.join()).toMatch(/has 1 of its replies left/);
  });

  test('many misses alike are told once', () => {
    const { failureMessages } = run.test('misses many');
    expect(failureMessages).toHaveLength(1);
    expect(failureMessages[0]).toMatch(/Question 0[\s\S]*and 8 more like it:\n[\s\S]*Question 1[\s\S]*and 5 more/);
  });
});
