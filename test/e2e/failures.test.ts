import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../src/shared/boundaries/failure';
import { makeProject, type Project, type Run, runJest } from './run-jest';

const KEY = `sk-${'Pq7'.repeat(14)}`;
const PASSWORD = 'correct-horse-battery-staple';
const FILES = {
  'breaks.py': `
import os, sys
import dspy
class Prints(dspy.Module):
    def forward(self):
        print("printed by another")
        return dspy.Prediction(done=True)
class Breaks(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")
    def forward(self, question):
        answer = self.ask(question=question).answer
        print("printed by this test")
        sys.stderr.write(f"about to break with {os.environ['SERVICE_PASSWORD']}\\n")
        raise ValueError("cannot go on from " + answer)
`,
  'a.test.js': `/** @jest-environment @dspex/jest-preset/integration */
    const { dspex } = require('@dspex/jest-preset');
    jest.retryTimes(0);
    test('prints before it', async () => { await (await dspex.loadModule('breaks:Prints')).execute({}); });
    test('breaks in Python', async () => {
      dspex.lm.when({ question: /./ }).reply({ answer: 'the answer' });
      const program = await dspex.loadModule('breaks:Breaks');
      await program.execute({ question: 'my key is ${KEY}, what now?' });
    });
    test('passes', async () => {
      dspex.lm.otherwise();
      await dspex.run('question -> answer', { question: 'fine' });
    });
    test.failing('is expected to fail', async () => {
      dspex.lm.otherwise();
      await dspex.run('question -> answer', { question: 'fine' });
      expect(1).toBe(2);
    });
    test('has nothing to do with it', () => { expect(1).toBe(2); });
    test('asks a lot with ${KEY}', async () => {
      dspex.lm.otherwise();
      const program = await dspex.createProgram({ signature: 'question -> answer' });
      for (let index = 0; index < 205; index += 1) await program.execute({ question: 'q' + index });
      await program.execute({ question: 'x'.repeat(50000) });
      expect(1).toBe(2);
    }, 100000);`,
  'b.test.js': `
    const { dspex } = require('@dspex/jest-preset');
    jest.retryTimes(1, { retryImmediately: true });
    test('misses/twice: *?', async () => {
      dspex.lm.when({ question: 'known' }).reply({ answer: 'a' });
      await dspex.run('question -> answer', { question: 'unknown' });
    });`,
};

let project: Project;
let run: Run;
beforeAll(async () => {
  project = makeProject(FILES);
  run = await runJest(project, { env: { SERVICE_PASSWORD: PASSWORD } });
});
afterAll(() => project.remove());

const failures = (): string => join(project.folder, 'report', 'failures');
const folderOf = (name: RegExp): string => {
  const found = readdirSync(failures()).filter((folder) => name.test(folder));
  if (found.length !== 1) throw new Error(`${found.length} folders match ${name}: ${readdirSync(failures())}`);
  return join(failures(), found[0] as string);
};
const read = (name: RegExp, attempt = 1): { text: string; data: Failure } => {
  const folder = join(folderOf(name), `attempt-${attempt}`);
  return {
    text: readFileSync(join(folder, 'transcript.md'), 'utf8'),
    data: Failure.parse(JSON.parse(readFileSync(join(folder, 'failure.json'), 'utf8'))),
  };
};

// Each fails when a failed test leaves nothing to read, or what is read lacks what happened.
describe('a failed test that used Python', () => {
  test('has a transcript of its LM calls, its bridge messages, and what Python said', () => {
    const { text, data } = read(/breaks-in-Python/);
    expect(data.test).toMatchObject({ file: 'a.test.js', fullName: 'breaks in Python', attempt: 1, layer: 'integration' });
    expect(data.lmCalls).toMatchObject([
      { source: 'rule', reply: expect.stringContaining('the answer'), ruleDeclaredAt: expect.stringMatching(/a\.test\.js:6/) },
    ]);
    expect(data.bridgeMessages.map(({ command }) => command)).toEqual(['load_module', 'execute']);
    expect(data.bridgeMessages[1]).toMatchObject({ error: expect.stringContaining('ValueError'), durationMs: expect.any(Number) });
    expect(data.processes).toMatchObject([
      {
        python: expect.stringMatching(/^3\./),
        dspy: '3.4.1',
        stderr: expect.stringContaining('about to break'),
        stdout: 'printed by this test',
      },
    ]);
    expect(data.versions).toMatchObject({
      node: process.version,
      jest: expect.stringMatching(/^\d+\./),
      package: expect.stringMatching(/^\d/),
    });
    for (const part of [
      '# breaks in Python',
      'ValueError: cannot go on from the answer',
      'Traceback',
      'breaks.py',
      'what now?',
      'about to break',
      `seed ${data.seed.run}`,
      'dspy 3.4.1',
    ])
      expect(text).toContain(part);
  });

  test('says in its message where that is, and its last LM call; report.json lists it', () => {
    const message = run.test('breaks in Python').failureMessages.join();
    const transcript = /transcript: (\S+)/.exec(message)?.[1] as string;
    expect(existsSync(join(project.folder, transcript))).toBe(true);
    expect(message).toMatch(/last LM call: gpt-4o-mini \{"question":"my key is <redacted>, what now\?"\} → .*the answer.* \(rule\)/);
    expect(run.report?.failures).toContainEqual({ file: 'a.test.js', fullName: 'breaks in Python', attempt: 1, transcript });
  });

  test('has no secret in it: neither by form nor by the value of a variable', () => {
    const { text, data } = read(/breaks-in-Python/);
    for (const secret of [KEY, PASSWORD]) expect(text + JSON.stringify(data)).not.toContain(secret);
    expect(readdirSync(failures()).join()).not.toContain('Pq7Pq7');
    expect(text).toContain('about to break with <redacted>');
    expect(text).toContain('my key is <redacted>');
  });
});

// Fails when the path in the message leads nowhere where the config's rootDir is a folder of the project, or who answered is not said.
test('the message says where it lies from the folder that Jest was started in', async () => {
  const nested = makeProject({
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', rootDir: 'src' };",
    'src/a.test.js': `
test('asks without a rule', async () => {
  const { outputs } = await require('@dspex/jest-preset').dspex.run('question -> answer', { question: 'a?' });
  expect(outputs.answer).toBe('b');
});`,
  });
  const message = (await runJest(nested, { env: { DSPEX_REPORT_DIR: '' } })).test('asks without a rule').failureMessages.join();
  const transcript = /transcript: (\S+)/.exec(message)?.[1] as string;
  expect(transcript).toMatch(/^src\/\.dspex\/failures\//);
  expect(existsSync(join(nested.folder, transcript))).toBe(true);
  expect(message).toContain('→ {"answer":"mock_response"} (default, as no rule matched)');
  nested.remove();
});

// Fails when one attempt's folder is written over the other's, or the name of a test makes a path.
test('each failed attempt has its own, whatever the test is called', () => {
  expect(readdirSync(folderOf(/misses-twice/))).toEqual(['attempt-1', 'attempt-2']);
  expect(read(/misses-twice/, 2).data).toMatchObject({ test: { attempt: 2 }, lmCalls: [{ source: 'miss' }], processes: [] });
});

// Fails when a test that passed, was expected to fail, or asked nothing leaves a folder.
test('nothing else is written', () => {
  expect(readdirSync(failures())).toHaveLength(3);
});

// Fails when a long test makes a file that nobody opens, or when what is cut is not said.
test('is cut where it is long, and says so', () => {
  const { text, data } = read(/asks-a-lot/);
  expect(data.lmCalls).toHaveLength(100);
  expect(data.bridgeMessages).toHaveLength(200);
  expect(data.leftOut).toEqual({ lmCalls: 106, bridgeMessages: 7 });
  expect(text).toContain('(the first 106 are left out)');
  expect(text).toMatch(/… \[\d+ more characters\]/);
  expect(text.length).toBeLessThan(1_000_000);
});

// Fails when what an earlier run left of a test is kept beside what this one leaves, or when a run without failures removes or writes any.
test('the next run of a test replaces it', async () => {
  await runJest(project, { args: ['b.test.js', '--testNamePattern', 'misses'], env: { SERVICE_PASSWORD: PASSWORD } });
  expect(readdirSync(failures())).toHaveLength(3);
  expect(readdirSync(folderOf(/misses-twice/))).toEqual(['attempt-1', 'attempt-2']);
});
