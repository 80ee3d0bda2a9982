import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WHEN_OVER } from './left-behind';
import { makeProject, runJest } from './run-jest';

/** Whole in no source: a code frame shows those. */
const SECRET = 'planted/by+a-variable-Qz8vN2mKp4LrT7wXy3BdFgHjS6-4417';
/** A part is as good as the whole: of a text that is cut, one may be left. */
const PARTS = Array.from({ length: SECRET.length - 9 }, (_, at) => SECRET.slice(at, at + 10));

const PYTHON = `import os, sys, dspy
SECRET = os.environ["MY_SERVICE_TOKEN"]
class Raises(dspy.Module):
    def forward(self):
        print("stderr has", SECRET, file=sys.stderr, flush=True)
        raise ValueError("the traceback has " + SECRET)
class Dies(dspy.Module):
    def forward(self):
        print("last words", SECRET, file=sys.stderr, flush=True)
        os._exit(3)
`;

// Each test fails by what it is named after, with the secret in it, and the run must show that it failed so.
const FILE = `
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
${WHEN_OVER}
const execute = async (name) => (await dspex.loadModule('tells:' + name)).execute({});
const says = 'console.log("line has " + process.env.MY_SERVICE_TOKEN)';
test('raises', () => execute('Raises'));
isolatedTest('dies', { level: 'full' }, () => execute('Dies'));
test('is not ready', () => dspex.resources.spawn(process.execPath, ['-e', says], { readyWhen: /never/ }));
test('is not ready later', async () => { await (await dspex.resources.spawn(process.execPath, ['-e', says])).ready(/never/); });
test('is not started', () => dspex.resources.spawn('no-such-program', [process.env.MY_SERVICE_TOKEN]));
test('cleans up', () => { dspex.onCleanup(() => execute('Raises')); });
for (const before of [5, 40, 160, 190]) {
  test('is asked for after ' + before, async () => {
    dspex.lm.when({ q: /never/ }).reply({ a: 'x' });
    await dspex.run('q -> a', { q: 'a b'.repeat(100).slice(0, before) + process.env.MY_SERVICE_TOKEN + ' and on it goes' });
  });
  test('leaves a process ' + before, () => {
    spawn('sh', ['-c', 'sleep 120; : ' + 'x '.repeat(before / 4) + process.env.MY_SERVICE_TOKEN]);
  });
}
test('leaves one when it is over', () => {
  process.env.LATE_TOKEN = 'late-' + process.env.MY_SERVICE_TOKEN;
  const late = 'sleep 120; : ' + process.env.LATE_TOKEN;
  whenOver(() => { spawn('sh', ['-c', late], { stdio: 'ignore' }); writeFileSync(process.env.STARTED, ''); });
});
test('is caught', async () => {
  const error = await execute('Raises').catch((caught) => caught);
  expect(error).toMatchObject({ name: 'DspexError', code: 'PYTHON_ERROR' });
  console.log(error, JSON.stringify(error));
});
`;

// Fails when the value of a secret variable, said by a Python or a started process, comes to be in what Jest prints or writes.
test('what Python or a process says of a secret is shown without it', async () => {
  const config = { python: { path: ['.'] }, layer: 'integration', leaks: 'fail' };
  const project = makeProject({
    'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify(config)} } };`,
    'tells.py': PYTHON,
    'a.test.js': FILE,
    // What the other leaves is started meanwhile.
    'b.test.js': `test('takes its time', async () => { while (!require('node:fs').existsSync(process.env.STARTED)) await new Promise((go) => setTimeout(go, 10)); }, 60000);`,
  });
  try {
    const { test: outcome, output } = await runJest(project, {
      args: ['-w', '2'],
      env: { TEST_MODE: 'integration', MY_SERVICE_TOKEN: SECRET, STARTED: join(project.folder, 'started') },
    });
    const said = (name: string): string => outcome(name).failureMessages.join('\n');
    expect(said('raises')).toMatch(/the traceback has <redacted>[\s\S]*stderr has <redacted>/);
    expect(said('dies')).toMatch(/CHILD_CRASHED[\s\S]*last words <redacted>/);
    expect(said('is not ready')).toMatch(/PROCESS_NOT_READY[\s\S]*line has <redacted>/);
    expect(said('is not ready later')).toMatch(/PROCESS_NOT_READY[\s\S]*line has <redacted>/);
    expect(said('is not started')).toMatch(/no-such-program <redacted>[\s\S]*PROCESS_NOT_STARTED/);
    expect(said('cleans up')).toMatch(/the traceback has <redacted>/);
    expect(outcome('is caught').status).toBe('passed');
    expect(output).toContain('the traceback has <redacted>');
    for (const before of [5, 40, 160, 190]) {
      expect(said(`is asked for after ${before}`)).toMatch(/LM_MISS/);
      expect(said(`leaves a process ${before}`)).toMatch(/leaves a process behind: "sh -c sleep 120/);
    }
    expect(output).toMatch(/a\.test\.js leaves a process behind: "sh -c sleep 120; : <redacted>"/);
    expect(PARTS.filter((part) => output.includes(part))).toEqual([]);
    const written = readdirSync(project.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(written).toEqual(expect.arrayContaining(['outcome.json', 'report/report.json'].map((file) => join(project.folder, file))));
    const texts = written.map((file) => [file, readFileSync(file, 'utf8')] as const);
    expect(texts.filter(([, text]) => PARTS.some((part) => text.includes(part))).map(([file]) => file)).toEqual([]);
  } finally {
    project.remove();
  }
});
