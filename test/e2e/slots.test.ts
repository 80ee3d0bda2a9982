import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, runJest, startJest } from './run-jest';
import { COUNT, config, HEAD, HOLDS, ONCE_HELD } from './slots';

let project: Project;
afterEach(() => project.remove());

// Fails when a worker waits in silence, or when its wait is charged to its test: 500 ms are all it has.
test('a worker that waits for a process says so once, and its test has its time all the same', async () => {
  project = makeProject({
    'jest.config.js': config('maxPythonProcesses: 1'),
    'count.js': COUNT,
    'a.test.js': HOLDS,
    'b.test.js': `${ONCE_HELD}
      isolatedTest('waits', { level: 'full', timeoutMs: 500 }, async ({ bridge }) => { await bridge.ping(); });
      isolatedTest('next', { level: 'full' }, async ({ bridge }) => { await bridge.ping(); });`,
  });
  const release = join(project.folder, 'release');
  const jest = startJest(project, { args: ['-w', '2'], env: { HELD: join(project.folder, 'held'), RELEASE: release } });
  await jest.saw('waits for a Python process');
  writeFileSync(release, '');
  const run = await jest.finished;
  expect(run.tests.map(({ fullName, failureMessages }) => `${fullName}${failureMessages.join()}`).sort()).toEqual([
    'holds',
    'next',
    'waits',
  ]);
  const lines = run.output.split('\n').filter((line) => line.includes('waits for a Python process'));
  expect(lines).toEqual([
    expect.stringMatching(/b\.test\.js › waits waits for .* since \d\d:\d\d:\d\d; 1 of 1 in use: .*a\.test\.js\. .*maxPythonProcesses/),
  ]);
});

// Fails when a test that can never be served waits, or when the error does not say what to raise.
test('a test that needs more than the limit fails at once and says which option to raise', async () => {
  project = makeProject({
    'jest.config.js': config('maxPythonProcesses: 1'),
    'count.js': COUNT,
    'a.test.js': `${HEAD}
      beforeAll(() => dspex.bridge.ping());
      isolatedTest('beside the file', { level: 'full' }, ({ bridge }) => bridge.ping());
      test('shares', () => dspex.bridge.ping());`,
  });
  const run = await runJest(project);
  expect(run.test('shares').status).toBe('passed');
  expect(run.test('beside the file').failureMessages.join()).toMatch(
    /maxPythonProcesses is 1[\s\S]*maxPythonProcesses: 2[\s\S]*\[OPTION_INVALID\]/,
  );
});
