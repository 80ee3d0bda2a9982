import { existsSync } from 'node:fs';
import { processesOf, waitForNothing } from './left-behind';
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
import dspy
class Sleeper(dspy.Module):
    def forward(self, seconds):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(60)", os.environ["TMPDIR"]], {})
            os._exit(0)
        sys.stderr.write("busy\\n")
        print("SLEEPING", flush=True)
        open(os.environ["MARKER"], "w").write("sleeping")
        time.sleep(seconds)
        return dspy.Prediction(done=True)
`;

async function runUntilAsleep(project: Project, args: readonly string[]) {
  const marker = `${project.folder}/marker`;
  const jest = startJest(project, { args, env: { MARKER: marker } });
  const until = Date.now() + 60_000;
  while (!existsSync(marker)) {
    if (Date.now() > until) throw new Error('Python never slept');
    await new Promise((go) => setTimeout(go, 20));
  }
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
    const { output } = await jest.finished;
    expect(output).not.toContain('Traceback');
  });
});
