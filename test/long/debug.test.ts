import { type Run, runOnce } from '../e2e/run-jest';

/** Said to Python and to an LM, and known as a secret: by the variable it stands in, by the name it is given, and by its form. */
const PLANTED = { MY_API_KEY: 'planted-value-of-a-variable-1234', OTHER_TOKEN: 'planted-late-in-the-sandbox-5678' };
const BY_FORM = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD';
const FILES = {
  'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { layer: 'integration' } } };\n",
  'a.test.js': `
    const { dspex } = require('@dspex/jest-preset');
    const secrets = () => [process.env.MY_API_KEY, process.env.OTHER_TOKEN, ${JSON.stringify(BY_FORM)}].join(' and ');
    test('asks', async () => {
      process.env.OTHER_TOKEN = ['planted-late', 'in-the-sandbox-5678'].join('-');
      dspex.lm.when({ question: /Hi/ }).reply({ answer: 'Hello, ' + secrets() });
      dspex.lm.otherwise('ok');
      await dspex.run('question -> answer', { question: 'Hi, ' + 'x'.repeat(150) + secrets() });
      await fetch('https://api.openai.com/v1/chat/completions?key=' + process.env.MY_API_KEY, {
        method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.MY_API_KEY },
        body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: secrets() }] }),
      });
    }, 100000);`,
  // Jest makes no workers for one file.
  'b.test.js': "test('is there', () => {});",
};

const runs = new Map<string, Promise<Run>>();

/** One run for each DEBUG and way to run: the tests below look at different lines of it. */
function runWith(debug: string | undefined, args: string[] = ['-i']): Promise<Run> {
  const key = JSON.stringify([debug, args]);
  const run = runs.get(key) ?? runOnce(FILES, { args, env: { MY_API_KEY: PLANTED.MY_API_KEY, DEBUG: debug } });
  runs.set(key, run);
  return run;
}

const linesOf = (output: string, channel: string): string[] => output.split('\n').filter((line) => line.includes(` dspex:${channel} `));

// Fails when a channel is silent, or Jest swallows what a worker says.
test.each([
  ['in the process of Jest', ['-i']],
  ['in a worker', ['-w', '2', '--workerThreads=false']],
])('DEBUG=dspex:* shows what passes, %s', async (_, args) => {
  const { output, exitCode } = await runWith('dspex:*', args);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  const bridge = linesOf(output, 'bridge');
  expect(bridge).toContainEqual(expect.stringMatching(/→ hello #\d+ \d+ bytes \{/));
  expect(bridge).toContainEqual(expect.stringMatching(/→ execute #\d+ \[asks\] \d+ bytes \{/));
  expect(bridge).toContainEqual(expect.stringMatching(/← lm_answer #\d+ \[asks\] \d+ bytes \{/));
  expect(bridge).toContainEqual(expect.stringMatching(/← execute answered after [\d.]+ ms #\d+ \[asks\] \d+ bytes \{/));
  expect(linesOf(output, 'host')).toContainEqual(expect.stringContaining('→ fork_server '));
  expect(linesOf(output, 'lm')).toContainEqual(expect.stringMatching(/lm\d+ \[.*asks.*\] .* ← rule at .*a\.test\.js:\d+/));
  expect(linesOf(output, 'door')).toContainEqual(
    expect.stringContaining('fetch POST https://api.openai.com/v1/chat/completions: an LM call'),
  );
  expect(linesOf(output, 'process')).toContainEqual(expect.stringMatching(/\d+ ended, a Python child: exit code 0, exited/));
});

// Fails when a secret is shown that the package would take out of a file, cut or whole.
test.each(['dspex:*', 'dspex:*,dspex-bodies'])('DEBUG=%s shows no secret', async (debug) => {
  const { output } = await runWith(debug);
  expect(output).toContain('<redacted>');
  for (const secret of [...Object.values(PLANTED), BY_FORM]) {
    // Neither it nor the part that would be left of it where a line is cut.
    expect(output).not.toContain(secret.slice(0, 12));
  }
});

// Fails when a body is long without being asked for, or cut though it is.
test('shows whole bodies where DEBUG names dspex-bodies', async () => {
  const longest = (output: string): number => Math.max(...linesOf(output, 'bridge').map((line) => line.length));
  expect(longest((await runWith('dspex:*')).output)).toBeLessThan(400);
  expect(longest((await runWith('dspex:*,dspex-bodies')).output)).toBeGreaterThan(1000);
});

// Fails when anything is said that nobody asked for.
test.each([undefined, 'other:*,dspex:nothing'])('DEBUG=%s prints nothing', async (debug) => {
  expect((await runWith(debug)).output).not.toMatch(/dspex:(bridge|host|lm|process|door)/);
});

// Fails when one channel cannot be had alone.
test('DEBUG=dspex:lm shows that channel alone', async () => {
  const { output } = await runWith('dspex:lm');
  expect(linesOf(output, 'lm')).not.toEqual([]);
  expect(output).not.toMatch(/dspex:(bridge|host|process|door)/);
});
