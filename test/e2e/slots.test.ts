import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, runJest, startJest } from './run-jest';
import { COUNT, config, HEAD, HOLDS, ONCE_HELD } from './slots';

let project: Project;
afterEach(() => project.remove());

// Fails when more processes run than may, when fewer are ever used, or, by the limit of time, when workers that keep a process for their
// file wait for one another's.
test('never more than two Python processes run, over four workers, and all get their turn', async () => {
  const limit = 2;
  const file = (hook: string): string => `${HEAD}
    ${hook}
    const look = async ({ bridge }) => {
      const pid = (await bridge.ping()).pid;
      writeFileSync(process.env.SERVER, parentOf(pid));
      appendFileSync(process.env.COUNTS, running(parentOf(pid)) + '\\n');
    };
    for (const name of ['a', 'b', 'c']) isolatedTest(name, { level: 'full' }, look);
    for (const name of ['d', 'e', 'f']) isolatedTest.concurrent(name, look);
    test('shares', () => look(dspex));`;
  const files = Object.fromEntries(
    Array.from({ length: 4 }, (_, index) => [`${index}.test.js`, file(index % 2 ? 'beforeAll(() => dspex.bridge.ping());' : '')]),
  );
  project = makeProject({ 'jest.config.js': config(`maxPythonProcesses: ${limit}`), 'count.js': COUNT, ...files });
  const server = join(project.folder, 'server');
  const counts = join(project.folder, 'counts');
  const jest = startJest(project, { args: ['-w', '4'], env: { SERVER: server, COUNTS: counts } });
  const { running } = require(join(project.folder, 'count.js')) as { running(server: string): number };
  let most = 0;
  let isOver = false;
  void jest.finished.then(() => (isOver = true));
  while (!isOver) {
    if (existsSync(server)) most = Math.max(most, running(readFileSync(server, 'utf8')));
    // Each test looks as well, while it has its own: this is for what runs between them, and must not take a core for itself.
    await new Promise((go) => setTimeout(go, 10));
  }
  const run = await jest.finished;
  expect(
    run.tests.map(({ fullName, failureMessages }) => `${fullName}${failureMessages.join()}`).filter((line) => line.length > 6),
  ).toEqual([]);
  expect(run.tests).toHaveLength(28);
  const seen = readFileSync(counts, 'utf8').trim().split('\n').map(Number);
  expect(seen).toHaveLength(28);
  expect(Math.max(...seen, most)).toBe(limit);
});

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
