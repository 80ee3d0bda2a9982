import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, runJest, startJest } from '../e2e/run-jest';
import { COUNT, config, HEAD, HOLDS, ONCE_HELD } from '../e2e/slots';

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

// Fails when two tests use Python at once, or when one that waits for its turn keeps what another needs for its own.
test('parallel: false runs the tests that use Python one after another, over all workers', async () => {
  const file = `${HEAD}
    beforeAll(() => dspex.bridge.ping());
    const work = async ({ bridge }) => {
      await bridge.ping();
      appendFileSync(process.env.LOG, 'begin\\n');
      await new Promise((go) => setTimeout(go, 20));
      appendFileSync(process.env.LOG, 'end\\n');
    };
    isolatedTest('shares', work);
    isolatedTest('shares too', work);
    isolatedTest('full', { level: 'full' }, work);
    isolatedTest.concurrent('at once', work);
    isolatedTest.concurrent('at once too', work);`;
  project = makeProject({
    'jest.config.js': config('parallel: false, maxPythonProcesses: 2'),
    'count.js': COUNT,
    'a.test.js': file,
    'b.test.js': file,
    'c.test.js': file,
  });
  const log = join(project.folder, 'log');
  const run = await runJest(project, { args: ['-w', '3'], env: { LOG: log } });
  expect(run.tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
  expect(readFileSync(log, 'utf8')).toBe('begin\nend\n'.repeat(15));
});

// Fails when a signal is heard only when the wait is over, which another test may make as long as it likes.
test('who waits for a process and gives up is told at once', async () => {
  project = makeProject({
    'jest.config.js': config('maxPythonProcesses: 1'),
    'count.js': COUNT,
    'a.test.js': HOLDS,
    'b.test.js': `${ONCE_HELD}
      isolatedTest('gives up', { level: 'full' }, async () => {
        const error = await dspex.run('q -> a', { q: 'x' }, { signal: AbortSignal.timeout(50) }).catch((caught) => caught);
        writeFileSync(process.env.RELEASE, '');
        expect(error).toMatchObject({ code: 'EXECUTE_CANCELLED' });
      });`,
  });
  const env = { HELD: join(project.folder, 'held'), RELEASE: join(project.folder, 'release') };
  const run = await runJest(project, { args: ['-w', '2'], env });
  expect(run.tests.map(({ fullName, failureMessages }) => `${fullName}${failureMessages.join()}`).sort()).toEqual(['gives up', 'holds']);
});

// Fails when a slot is lost with its worker, or comes back before the worker's process is gone.
test('the slot of a killed worker comes back when its process is gone', async () => {
  project = makeProject({
    'jest.config.js': config('maxPythonProcesses: 1'),
    'count.js': COUNT,
    'slow.py':
      'import os, time, dspy\nclass Slow(dspy.Module):\n    def forward(self):\n        open(os.environ["HELD"], "w").close()\n        time.sleep(60)\n',
    'a.test.js': `${HEAD}test('dies', async () => {
      void (await dspex.loadModule('slow:Slow')).execute({}).catch(() => undefined);
      while (!existsSync(process.env.RELEASE)) await new Promise((go) => setTimeout(go, 10));
      process.kill(process.pid, 'SIGKILL');
    }, 100000);`,
    'b.test.js': `${ONCE_HELD}
      isolatedTest('goes on', { level: 'full' }, async ({ bridge }) => { expect(running(parentOf((await bridge.ping()).pid))).toBe(1); });`,
  });
  const release = join(project.folder, 'release');
  const jest = startJest(project, { args: ['-w', '2'], env: { HELD: join(project.folder, 'held'), RELEASE: release } });
  await jest.saw('waits for a Python process');
  writeFileSync(release, '');
  expect((await jest.finished).test('goes on').failureMessages).toEqual([]);
});
