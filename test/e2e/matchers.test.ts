import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, runJest } from './run-jest';

const ASK = `
const { dspex } = require('@dspex/jest-preset');
const ask = async (content, system) => {
  const messages = [...(system ? [{ role: 'system', content: system }] : []), { role: 'user', content }];
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: JSON.stringify({ model: 'gpt-4o-mini', messages }) });
  return (await response.json()).choices[0].message.content;
};
const messageOf = (work) => { try { work(); } catch (error) { return error.message; } return 'passed'; };
`;

const MATCHERS = `${ASK}
beforeEach(async () => {
  dspex.lm.whenPrompt(/first/).delay(30).reply('one');
  dspex.lm.otherwise();
  await Promise.all([ask('first with ' + process.env.MY_API_KEY), ask('second', 'Be brief.')]);
});

test('calls', () => {
  expect(dspex.lm.calls.map(({ prompt, system, source, text, model }) => [prompt.slice(0, 6), system, source, text, model])).toEqual([
    ['first ', '', 'rule', 'one', 'gpt-4o-mini'],
    ['second', 'Be brief.', 'default', 'mock_response', 'gpt-4o-mini'],
  ]);
  for (const call of dspex.lm.calls)
    expect(call).toMatchObject({ inputs: null, costUsd: 0, usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) }, durationMs: expect.any(Number) });
});

test('passes', () => {
  expect(dspex.lm).toHaveAnswered();
  expect(dspex.lm).toHaveAnswered(1, { by: 'rule' });
  expect(dspex.lm).not.toHaveAnswered(1);
  expect(dspex.lm).toHaveBeenPrompted('second');
  expect(dspex.lm).toHaveBeenPrompted(/brief/);
  expect(dspex.lm).toHaveBeenPrompted(expect.stringContaining('first'));
  expect(dspex.lm).not.toHaveBeenPrompted('third');
  expect(dspex.lm).not.toHaveBeenPrompted({ question: 'second' });
  expect(dspex.lm).toHaveBeenPromptedTimes(2);
  expect(dspex.lm).not.toHaveBeenPromptedTimes(1);
  expect(dspex.lm).toHaveCostLessThan(0.01);
  expect(dspex.lm).not.toHaveCostLessThan(0);
});

test('explains', () => {
  const lines = [
    () => expect(dspex.lm).toHaveAnswered(1),
    () => expect(dspex.lm).not.toHaveAnswered(),
    () => expect(dspex.lm).toHaveAnswered(1, { by: 'chance' }),
    () => expect(dspex.lm).toHaveBeenPrompted('third'),
    () => expect(dspex.lm).not.toHaveBeenPrompted(/second/),
    () => expect(dspex.lm).toHaveBeenPrompted(),
    () => expect(dspex.lm).toHaveBeenPromptedTimes(3),
    () => expect(dspex.lm).toHaveBeenPromptedTimes('two'),
    () => expect(dspex.lm).toHaveCostLessThan(0),
    () => expect(dspex.lm).not.toHaveCostLessThan(1),
    () => expect(dspex.lm).toHaveCostLessThan(),
    () => expect(dspex.lm).not.toMatchPromptSnapshot(),
  ].map(messageOf);
  require('node:fs').writeFileSync(process.env.LINES, JSON.stringify(lines));
});
`;

// Fails when a matcher is wrong, when its message does not say what was there, or when it prints a key.
test('the matchers of dspex.lm hold, with and without not, and explain themselves', async () => {
  const project = makeProject({ 'a.test.js': MATCHERS });
  try {
    const path = join(project.folder, 'lines.json');
    const run = await runJest(project, { env: { MY_API_KEY: 'planted-secret-1', LINES: path } });
    expect(run.tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
    const list = 'LM calls:\n  1. gpt-4o-mini, rule: "first with <redacted>"\n  2. gpt-4o-mini, default: "second"';
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([
      `Expected 1 LM call, got 2.\n${list}`,
      `Expected not at least one LM call, got 2.\n${list}`,
      'toHaveAnswered was given { by: "chance" }: it is one of rule, default, cassette, real',
      `Expected a prompt with "third".\n${list}`,
      `Expected no prompt with /second/.\n${list}`,
      "toHaveBeenPrompted was given undefined: it takes text, a RegExp, one of Jest's asymmetric matchers, or signature inputs by name",
      `Expected 3 LM calls, got 2.\n${list}`,
      'toHaveBeenPromptedTimes was given "two": it takes a number of calls',
      'Expected a cost of less than $0, got $0 for 2 LM calls.',
      'Expected a cost of at least $1, got $0 for 2 LM calls.',
      'toHaveCostLessThan was given undefined: it takes US dollars',
      '.not.toMatchPromptSnapshot() says nothing: a snapshot that must differ can be anything',
    ]);
    expect(run.output).not.toContain('planted-secret-1');
  } finally {
    project.remove();
  }
});

const SNAPSHOT = `${ASK}
const { randomUUID } = require('node:crypto');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
test('prompts', async () => {
  dspex.lm.normalize(/order-\\d+/, 'order-<n>');
  const eol = process.env.EOL === 'crlf' ? '\\r\\n' : '\\n';
  await ask([
    'file ' + join(__dirname, 'data', 'a.txt') + ' and ' + tmpdir() + '/x and ' + JSON.stringify({ path: __filename }),
    'id ' + randomUUID() + ' of ' + dspex.namespace,
    'on ' + new Date(Number(process.env.NOW)).toISOString() + ' (' + process.env.NOW + ')',
    'for order-' + process.env.NOW.slice(0, 3) + ' with ' + process.env.MY_API_KEY,
  ].join(eol));
  expect(dspex.lm).toMatchPromptSnapshot();
});
test('none', () => expect(dspex.lm).toMatchPromptSnapshot());
`;

// Fails when a snapshot that one machine wrote does not hold on another, holds a secret, or is written of nothing.
test('a prompt snapshot is the same on every machine, every day, with every key', async () => {
  const projects: Project[] = [];
  const write = async (env: Record<string, string>, files: Record<string, string> = {}) => {
    const project = makeProject({ 'a.test.js': SNAPSHOT, ...files });
    projects.push(project);
    const run = await runJest(project, { env });
    return { run, snapshot: readFileSync(join(project.folder, '__snapshots__', 'a.test.js.snap'), 'utf8') };
  };
  try {
    const one = await write({ NOW: '1735700000000', MY_API_KEY: 'planted-secret-1' });
    expect(one.run.test('prompts').failureMessages).toEqual([]);
    expect(one.run.test('none').failureMessages.join()).toContain('no LM calls were made');
    for (const text of [
      '<rootDir>/data/a.txt',
      '<tmp>/x',
      '<rootDir>/a.test.js',
      'id <uuid> of <namespace>',
      'on <date> (<timestamp>)',
      'for order-<n> with <redacted>',
    ])
      expect(one.snapshot).toContain(text);
    const env = { NOW: '1764000000000', MY_API_KEY: 'planted-secret-2', EOL: 'crlf', CI: 'true' };
    const other = await write(env, { '__snapshots__/a.test.js.snap': one.snapshot });
    expect(other.run.test('prompts').failureMessages).toEqual([]);
  } finally {
    for (const project of projects) project.remove();
  }
});
