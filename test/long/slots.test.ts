import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, runJest, startJest } from '../e2e/run-jest';
import { COUNT, config, HEAD, HOLDS, ONCE_HELD } from '../e2e/slots';

let project: Project;
afterEach(() => project.remove());

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
