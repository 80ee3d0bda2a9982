import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { processesBelow, type Role } from '../torture/processes-of-run';
import { until } from '../until';
import { leftBehind, processesOf, waitForNothing } from './left-behind';
import { makeProject, type Project, startJest } from './run-jest';

const PYTHON_TEST = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
test('hangs in Python', async () => {
  const program = await dspex.loadModule('sleeper:Sleeper');
  console.log('PID=' + (await dspex.bridge.ping()).pid);
  await program.execute({ seconds: 60 }, { timeoutMs: 60000 });
}, 60000);
`;
// A daemonised grandchild with an emptied environment: what kill-by-group and kill-by-cookie both miss.
const SLEEPER = `
import os, subprocess, sys, time
from multiprocessing.shared_memory import SharedMemory
import dspy
class Sleeper(dspy.Module):
    def forward(self, seconds):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(60)", os.environ["TMPDIR"]], {})
            os._exit(0)
        SharedMemory(name=os.path.basename(os.environ["TMPDIR"]), create=True, size=16)
        sys.stderr.write("busy\\n")
        print("SLEEPING", flush=True)
        open(os.environ["MARKER"], "w").write("sleeping")
        time.sleep(seconds)
        return dspy.Prediction(done=True)
`;

async function runUntilAsleep(project: Project, args: readonly string[]) {
  const marker = `${project.folder}/marker`;
  const jest = startJest(project, { args, env: { MARKER: marker } });
  await until('Python to sleep', () => existsSync(marker));
  return jest;
}

let project: Project;
beforeEach(() => {
  project = makeProject({ 'a.test.js': PYTHON_TEST, 'b.test.js': PYTHON_TEST, 'sleeper.py': SLEEPER });
});
afterEach(() => project.remove());

// Fails when anything of the run outlives it by two seconds: a process (daemonised too), a socket, a folder.
describe('a run that is killed while Python is busy leaves nothing', () => {
  test.each([
    ['SIGINT', 'jest', []],
    ['SIGTERM', 'jest', []],
    ['SIGKILL', 'jest', []],
    ['SIGINT', 'the whole group, as Ctrl-C does', []],
    ['SIGKILL', 'jest', ['-w', '2']],
    ['SIGINT', 'the whole group, as Ctrl-C does', ['-w', '2']],
  ] as const)('%s to %s %j', async (signal, target, args) => {
    const jest = await runUntilAsleep(project, args);
    expect(processesOf(project.tmp).length).toBeGreaterThan(2);
    const pid = jest.child.pid as number;
    process.kill(target === 'jest' ? pid : -pid, signal);
    expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
    // Of Python's shared memory, too, which lies elsewhere.
    expect(existsSync(join('/dev/shm', basename(project.tmp)))).toBe(false);
    const { output } = await jest.finished;
    expect(output).not.toContain('Traceback');
  });
});

// Fails when what is left of a run needs a certain one of its processes to tidy up, which may be the one that was stopped.
test.each([
  [['watchdog', 'reaper', 'fork server', 'python'], 'the worker'],
  [['watchdog', 'worker', 'fork server', 'python'], 'the reaper'],
  [['worker', 'reaper', 'fork server', 'python'], 'the watchdog'],
] as const)('after a SIGKILL of jest, where %j are stopped, %s alone leaves nothing', async (stopped: readonly Role[], _: string) => {
  const jest = await runUntilAsleep(project, ['-w', '2']);
  const pid = jest.child.pid as number;
  // Jest first: it would start another watchdog, or worker.
  process.kill(pid, 'SIGSTOP');
  const victims = processesBelow(pid).filter(({ role }) => stopped.includes(role));
  expect([...new Set(victims.map(({ role }) => role))].sort()).toEqual([...stopped].sort());
  for (const victim of victims) process.kill(victim.pid, 'SIGSTOP');
  process.kill(pid, 'SIGKILL');
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
  await jest.finished;
});

const WAITS =
  "test('waits', async () => { require('node:fs').writeFileSync(process.env.MARKER, ''); await new Promise(() => undefined); }, 60000);";

// Fails when a run that has used nothing leaves its socket, or the word that it lives, until another run begins.
test.each([
  ['SIGINT', []],
  ['SIGTERM', []],
  ['SIGHUP', ['-w', '2']],
  ['SIGKILL', []],
  ['SIGKILL', ['-w', '2']],
] as const)('%s to jest %j, without Python, leaves no file', async (signal, args) => {
  project.remove();
  project = makeProject({ 'a.test.js': WAITS, 'b.test.js': WAITS });
  const jest = await runUntilAsleep(project, args);
  expect(leftBehind(project.tmp).files).toHaveLength(2);
  process.kill(jest.child.pid as number, signal);
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
  await jest.finished;
});

test('SIGKILL of a worker ends its Python within two seconds, and fails only its own file', async () => {
  project.remove();
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
        const until = Date.now() + 3000;
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
