import { expectNoFileAfter, expectNothingAfter, expectTheOtherToTidy, type Kill, SLEEPER } from './kills';
import { waitForNothing } from './left-behind';
import { makeProject, type Project, startJest } from './run-jest';

// test/long has more signals, and each process that may be the one that is left.
test.each<Kill>([['SIGKILL', 'jest', ['-i']]])('%s to %s %j, while Python is busy, leaves nothing', expectNothingAfter);

test('after a SIGKILL of jest, where all others are stopped, the reaper alone leaves nothing', () =>
  expectTheOtherToTidy(['watchdog', 'worker', 'fork server', 'python']));

test('SIGKILL to jest, without Python, leaves no file', () => expectNoFileAfter('SIGKILL', ['-i']));

let project: Project | undefined;
afterEach(() => project?.remove());

test('SIGKILL of a worker ends its Python, and fails only its own file', async () => {
  project = makeProject({
    'sleeper.py': SLEEPER,
    'a.test.js': `/** @jest-environment @dspex/jest-preset/integration */
      const { dspex } = require('@dspex/jest-preset');
      const { existsSync, writeFileSync } = require('fs');
      test('loses its worker', async () => {
        const program = await dspex.loadModule('sleeper:Sleeper');
        writeFileSync(process.env.MARKER + '.pid', String((await dspex.bridge.ping()).pid));
        program.execute({ seconds: 60 }).catch(() => undefined);
        while (!existsSync(process.env.MARKER)) await new Promise((go) => setTimeout(go, 10));
        process.kill(process.pid, 'SIGKILL');
      });`,
    'b.test.js': `const { existsSync, readFileSync } = require('fs');
      test('sees its Python go', async () => {
        while (!existsSync(process.env.MARKER)) await new Promise((go) => setTimeout(go, 10));
        const pid = readFileSync(process.env.MARKER + '.pid', 'utf8');
        const until = Date.now() + 20000;
        const alive = () => existsSync('/proc/' + pid) && !/^State:\\s+Z/m.test(readFileSync('/proc/' + pid + '/status', 'utf8'));
        while (alive() && Date.now() < until) await new Promise((go) => setTimeout(go, 10));
        expect(alive()).toBe(false);
      }, 60000);`,
  });
  const run = await startJest(project, { args: ['-w', '2'], env: { MARKER: `${project.folder}/marker` } }).finished;
  expect(run.test('sees its Python go').status).toBe('passed');
  expect(run.output).toMatch(/terminated by another process: signal=SIGKILL/);
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});
