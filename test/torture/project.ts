import { makeProject, type Project } from '../e2e/run-jest';

/** Python that is hard to end: busy in C, deaf to exceptions, and parent of every kind of process. */
const MODULE = `
import os, subprocess, sys, time
import dspy

IDLE = "import time; time.sleep(600)"

def daemon(environment):
    """Twice forked, in a session of its own; the folder in its arguments is how the test finds it."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execve(sys.executable, [sys.executable, "-c", IDLE, os.environ["TMPDIR"]], environment)
        os._exit(0)
    os.wait()

class Grandchildren(dspy.Module):
    def forward(self, kind):
        if kind == "popen":
            subprocess.Popen([sys.executable, "-c", IDLE])
        elif kind == "session":
            subprocess.Popen([sys.executable, "-c", IDLE], start_new_session=True)
        elif kind == "daemon":
            daemon(dict(os.environ))
        elif kind == "empty daemon":
            daemon({})
        else:
            pid = os.fork()
            if pid == 0:
                for _ in range(30):
                    if os.fork():
                        os._exit(0)
                time.sleep(600)
        return dspy.Prediction(done=True)

class Built(dspy.Module):
    def forward(self):
        return dspy.Prediction(done=True)

class Busy(dspy.Module):
    def forward(self, how):
        if how == "c":
            (10 ** 400_000) ** 40
        elif how == "deaf":
            while True:
                try:
                    time.sleep(0.01)
                except BaseException:
                    pass
        else:
            time.sleep(600)
        return dspy.Prediction(done=True)
`;

const TESTS = 400;
/** A killed worker ends its file: there is one for each kill, and for those that run at the end. */
const FILES = 12;

/**
 * Tests of every isolation level, with Python idle, busy and surrounded by what it started. Far more than a run has time for. Every process is
 * a copy of one with the module in it; in a file that builds in beforeAll, those of level full are copies of the file's.
 */
const file = (beforeAll: string): string => `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const levels = ['full', 'namespace', 'session'];
const kinds = ['popen', 'session', 'daemon', 'empty daemon', 'chain'];
const run = async (path, inputs, timeoutMs) => (await dspex.loadModule('torture:' + path)).execute(inputs, { timeoutMs });
${beforeAll}
for (let i = 0; i < ${TESTS}; i++) {
  isolatedTest('t' + i, { level: levels[i % 3] }, async () => {
    dspex.lm.otherwise({ answer: 'a' });
    expect((await dspex.run('question -> answer', { question: 'q' })).outputs.answer).toBe('a');
    if (i % 4 === 1) await run('Grandchildren', { kind: kinds[i % 5] }, 5000);
    if (i % 7 === 2) await run('Busy', { how: ['c', 'deaf', 'sleep'][i % 3] }, 150).catch((error) => { if (error.code !== 'EXECUTE_TIMEOUT') throw error; });
  });
}
`;

const BUILDS = "beforeAll(() => run('Built', {}));";

export function makeTortureProject(): Project {
  return makeProject({
    'jest.config.js':
      "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { maxFailures: 0, python: { preload: ['torture'] } } } };\n",
    'torture.py': MODULE,
    ...Object.fromEntries(Array.from({ length: FILES }, (_, index) => [`${index}.test.js`, file(index % 2 ? BUILDS : '')])),
  });
}
