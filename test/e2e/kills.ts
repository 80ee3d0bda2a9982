import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { processesBelow, type Role } from '../torture/processes-of-run';
import { until } from '../until';
import { leftBehind, processesOf, waitForNothing } from './left-behind';
import { inProject } from './projects';
import { type Project, startJest } from './run-jest';

const PYTHON_TEST = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
test('hangs in Python', async () => {
  const program = await dspex.loadModule('sleeper:Sleeper');
  console.log('PID=' + (await dspex.bridge.ping()).pid);
  await program.execute({ seconds: 60 }, { timeoutMs: 60000 });
}, 60000);
`;
// A daemonised grandchild with an emptied environment: what kill-by-group and kill-by-cookie both miss.
export const SLEEPER = `
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
        SharedMemory(name=f"{os.path.basename(os.environ['TMPDIR'])}-{os.getpid()}", create=True, size=16)
        sys.stderr.write("busy\\n")
        print("SLEEPING", flush=True)
        open(os.environ["MARKER"], "a").write("sleeping\\n")
        time.sleep(seconds)
        return dspy.Prediction(done=True)
`;

async function runUntilAsleep(project: Project, args: readonly string[]) {
  const marker = `${project.folder}/marker`;
  const jest = startJest(project, { args, env: { MARKER: marker } });
  // Each of them: what a process has made of shared memory a moment ago, Python's resource tracker may not know of yet.
  const sleepers = args.includes('-w') ? 2 : 1;
  await until('Python to sleep', () => existsSync(marker) && readFileSync(marker, 'utf8').split('\n').length > sleepers);
  return jest;
}

const SLEEPS = { 'a.test.js': PYTHON_TEST, 'b.test.js': PYTHON_TEST, 'sleeper.py': SLEEPER };

export type Kill = readonly [signal: NodeJS.Signals, target: 'jest' | 'the whole group, as Ctrl-C does', args: readonly string[]];

/** Fails when anything of a run that is killed while Python is busy outlives it: a process (daemonised too), a socket, a folder. */
export function expectNothingAfter(...[signal, target, args]: Kill): Promise<void> {
  return inProject(SLEEPS, async (project) => {
    const jest = await runUntilAsleep(project, args);
    expect(processesOf(project.tmp).length).toBeGreaterThan(2);
    const pid = jest.child.pid as number;
    process.kill(target === 'jest' ? pid : -pid, signal);
    await expectNothingLeft(project);
    const { output } = await jest.finished;
    expect(output).not.toContain('Traceback');
  });
}

/** Fails when what is left of a run needs a certain one of its processes to tidy up, which may be one of those that were stopped. */
export function expectTheOtherToTidy(stopped: readonly Role[]): Promise<void> {
  return inProject(SLEEPS, async (project) => {
    const jest = await runUntilAsleep(project, ['-w', '2']);
    const pid = jest.child.pid as number;
    // Jest first: it would start another watchdog, or worker.
    process.kill(pid, 'SIGSTOP');
    const victims = processesBelow(pid).filter(({ role }) => stopped.includes(role));
    expect([...new Set(victims.map(({ role }) => role))].sort()).toEqual([...stopped].sort());
    for (const victim of victims) process.kill(victim.pid, 'SIGSTOP');
    process.kill(pid, 'SIGKILL');
    await expectNothingLeft(project);
    await jest.finished;
  });
}

async function expectNothingLeft(project: Project): Promise<void> {
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
  // Of Python's shared memory, too, which lies elsewhere.
  expect(readdirSync('/dev/shm').filter((name) => name.startsWith(basename(project.tmp)))).toEqual([]);
}

const WAITS =
  "test('waits', async () => { require('node:fs').appendFileSync(process.env.MARKER, 'waiting\\n'); await new Promise(() => undefined); }, 60000);";

/** Fails when a run that has used nothing leaves its socket, or the word that it lives, until another run begins. */
export function expectNoFileAfter(signal: NodeJS.Signals, args: readonly string[]): Promise<void> {
  return inProject({ 'a.test.js': WAITS, 'b.test.js': WAITS }, async (project) => {
    const jest = await runUntilAsleep(project, args);
    expect(leftBehind(project.tmp).files).toHaveLength(2);
    process.kill(jest.child.pid as number, signal);
    expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
    await jest.finished;
  });
}
