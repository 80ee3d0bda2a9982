import { join } from 'node:path';
import { waitForNothing } from './left-behind';
import { makeProject, type Project, type Run, runJest } from './run-jest';
import { runProjects } from './run-together';

const NOTES = `
import os, signal, subprocess, sys, threading, time
import dspy
IMPORTED_IN = os.getpid()
class Notes(dspy.Module):
    def __init__(self):
        super().__init__()
        self.notes = []
        # Starts a thread for each core, where nobody tells it not to.
        import numpy
    def forward(self, add=None):
        if add:
            self.notes.append(add)
        return dspy.Prediction(notes=self.notes, imported_in=IMPORTED_IN, pid=os.getpid(), name=os.environ.get("NAME"))
class Asks(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")
    def forward(self, question):
        return self.predict(question=question)
class Crashes(dspy.Module):
    def forward(self):
        os.kill(os.getpid(), signal.SIGSEGV)
class Leaves(dspy.Module):
    def forward(self):
        if os.fork() == 0:
            os.setsid()
            os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)", os.environ["TMPDIR"]], {})
        return dspy.Prediction(done=True)
def poll():
    time.sleep(600)
class Polls(Notes):
    def __init__(self):
        super().__init__()
        threading.Thread(target=poll, name="poller", daemon=True).start()
`;

const BUILT = `/**
 * @jest-environment @dspex/jest-preset/integration
 * @dspex {"level":"full"}
 */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
let notes, asks, agent, fileProcess;
const called = [];
beforeAll(async () => {
  notes = await dspex.loadModule('notes:Notes', { id: 'notes' });
  asks = await dspex.loadModule('notes:Asks');
  const look = { name: 'look', parameters: { type: 'object', properties: { word: { type: 'string' } } }, run: ({ word }) => called.push(word) };
  agent = await dspex.createProgram({ signature: 'question -> answer', module: 'react', tools: [look] });
  fileProcess = (await notes.execute({ add: 'built' })).outputs.pid;
});
const seen = [];
async function change(name) {
  const { outputs } = await notes.execute({ add: name });
  expect(outputs.notes).toEqual(['built', name]);
  expect(outputs.imported_in).toBe(fileProcess);
  expect(outputs.pid).not.toBe(fileProcess);
  expect((await dspex.bridge.ping()).pid).toBe(outputs.pid);
  expect((await notes.info()).id).toBe(notes.id);
  expect(seen).not.toContain(outputs.pid);
  seen.push(outputs.pid);
}
test('changes its copy', () => change('first'));
test('sees nothing of that', () => change('second'));
test.concurrent('beside another', () => change('third'));
test.concurrent('beside the other', () => change('fourth'));
test('asks its own rules', async () => {
  dspex.lm.when({ question: 'who?' }).reply({ answer: 'this test' });
  expect((await asks.execute({ question: 'who?' })).outputs).toEqual({ answer: 'this test' });
});
test('calls back its tools', async () => {
  dspex.lm.when({ question: /./ }).callTool('look', { word: 'here' });
  dspex.lm.when({ question: /./ }).reply({ answer: 'ok' });
  await agent.execute({ question: 'go' });
  expect(called).toEqual(['here']);
});
test('has its own environment', async () => {
  process.env.NAME = 'mine';
  expect((await notes.execute({})).outputs.name).toBe('mine');
  delete process.env.NAME;
});
test('makes programs of its own beside them', async () => {
  const own = await dspex.loadModule('notes:Notes');
  const { outputs } = await own.execute({ add: 'own' });
  expect(outputs.notes).toEqual(['own']);
  expect(outputs.imported_in).toBe(fileProcess);
});
test('loses its process', async () => {
  const crashes = await dspex.loadModule('notes:Crashes');
  await expect(crashes.execute({})).rejects.toThrow(/SIGSEGV[\\s\\S]*CHILD_CRASHED/);
  expect((await notes.execute({})).outputs.notes).toEqual(['built']);
});
test('is not harmed by that', () => change('fifth'));
test('leaves a daemon', async () => {
  const leaves = await dspex.loadModule('notes:Leaves');
  await leaves.execute({});
});
test('deletes its copy', async () => {
  await notes.delete();
  await expect(notes.execute({})).rejects.toThrow(/PROGRAM_NOT_FOUND/);
});
isolatedTest('shares the process where it asks for that', { level: 'namespace' }, async () => {
  expect((await notes.execute({})).outputs).toMatchObject({ notes: ['built'], pid: fileProcess });
});
test('ends the process that it is a copy of', async () => {
  await notes.execute({});
  process.kill(fileProcess, 'SIGKILL');
  const turn = () => new Promise(setImmediate);
  while (require('node:fs').existsSync('/proc/' + fileProcess)) await turn();
  // Its connection is closed by now; Node hears of that within a few turns.
  for (let turns = 0; turns < 10; turns++) await turn();
  expect((await notes.execute({ add: 'alive' })).outputs.notes).toEqual(['built', 'alive']);
});
test('has no copy of what is gone', async () => {
  await expect(notes.execute({})).rejects.toThrow(/process is gone[\\s\\S]*NOT_FORKABLE/);
  expect((await (await dspex.loadModule('notes:Notes')).execute({})).outputs.notes).toEqual([]);
});
afterAll(() => expect(new Set(seen).size).toBe(seen.length));
`;

const RETRIED = `/**
 * @jest-environment @dspex/jest-preset/integration
 * @dspex {"level":"full"}
 */
const { dspex } = require('@dspex/jest-preset');
jest.retryTimes(2);
let notes;
beforeAll(async () => { notes = await dspex.loadModule('notes:Notes'); });
const attempts = [];
test('is built anew for each attempt', async () => {
  attempts.push((await notes.execute({ add: 'attempt' })).outputs);
  if (attempts.length < 3) throw new Error('fails twice');
  expect(attempts.map(({ notes }) => notes)).toEqual([['attempt'], ['attempt'], ['attempt']]);
  expect(new Set(attempts.map(({ pid }) => pid)).size).toBe(3);
  expect(new Set(attempts.map(({ imported_in }) => imported_in)).size).toBe(1);
});
`;

const POLLED = `/**
 * @jest-environment @dspex/jest-preset/integration
 * @dspex {"level":"full"}
 */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
let polls;
beforeAll(async () => { polls = await dspex.loadModule('notes:Polls'); });
test('has no copy', async () => {
  await expect(polls.execute({})).rejects.toThrow(/the thread "poller" \\(notes\\.poll\\)[\\s\\S]*NOT_FORKABLE/);
});
test('has a process all the same', async () => {
  const own = await dspex.loadModule('notes:Notes');
  expect((await own.execute({ add: 'own' })).outputs.notes).toEqual(['own']);
});
isolatedTest('shares it', { level: 'namespace' }, async () => {
  expect((await polls.execute({})).outputs.notes).toEqual([]);
});
`;

const MOCKED = `
const { dspex } = require('@dspex/jest-preset');
let program;
beforeAll(async () => { program = await dspex.createProgram({ signature: 'question -> answer' }); });
test('deletes its copy', async () => {
  await program.delete();
  await expect(program.execute({ question: 'q' })).rejects.toThrow(/PROGRAM_NOT_FOUND/);
});
test('sees nothing of that', async () => {
  expect((await program.execute({ question: 'q' })).outputs).toEqual({ answer: 'mock_response' });
});
`;

// Fails when a full test works on the file's own process, sees what another test changed, or leaves something of its copy behind.
describe('what beforeAll built, under full isolation', () => {
  let project: Project;
  let run: Run;
  beforeAll(async () => {
    project = makeProject({
      'notes.py': NOTES,
      'built.test.js': BUILT,
      'retried.test.js': RETRIED,
      'polled.test.js': POLLED,
      'mocked.test.js': MOCKED,
    });
    run = await runJest(project, { args: ['-i'] });
  });
  afterAll(() => project.remove());

  test('each test has a copy of its own, in series, concurrent, retried, and after a crash', () => {
    expect(run.tests.filter((test) => test.status !== 'passed').map((test) => [test.fullName, test.failureMessages])).toEqual([]);
    expect(run.tests).toHaveLength(21);
  });

  test('the summary names what is in the way of a copy', () => {
    expect(run.output).toMatch(/2 fresh processes instead of copies in .*polled\.test\.js: .*the thread "poller" \(notes\.poll\)/);
  });

  test('nothing of it is left', async () => {
    expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
  });
});

const PRELOADED = `/**
 * @jest-environment @dspex/jest-preset/integration
 * @dspex {"level":"full"}
 */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const { readFileSync, writeFileSync } = require('fs');
const look = async () => (await (await dspex.loadModule('heavy:Heavy')).execute({ add: 'x' })).outputs;
const seen = [];
const isThere = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
test.each([1, 2, 3])('is a copy of one import %i', async () => {
  const outputs = await look();
  expect(outputs).toMatchObject({ items: ['x'], pid: (await dspex.bridge.ping()).pid });
  expect(outputs.imported_in).not.toBe(outputs.pid);
  seen.push(outputs);
});
test.concurrent('also beside another', async () => void seen.push(await look()));
test.concurrent('also beside the other', async () => void seen.push(await look()));
test('has the environment of its own test', async () => {
  process.env.NAME = 'mine';
  expect((await look()).name).toBe('mine');
  delete process.env.NAME;
});
test('is answered by its own rules', async () => {
  dspex.lm.when({ question: 'who?' }).reply({ answer: 'this test' });
  expect((await (await dspex.loadModule('heavy:Asks')).execute({ question: 'who?' })).outputs).toEqual({ answer: 'this test' });
});
for (const answer of ['first', 'second'])
  test('answers a client that was made at import, by the rules of the ' + answer + ' test', async () => {
    dspex.lm.whenPrompt(/who/).reply(answer);
    const program = await dspex.loadModule('sdk:AsksWithoutDspy');
    expect((await program.execute({ question: 'who?' })).outputs).toEqual({ answer });
  });
test('survives that the process it is a copy of is killed, and so does the next', async () => {
  const { imported_in } = await look();
  process.kill(imported_in, 'SIGKILL');
  expect((await look()).imported_in).toBe(imported_in);
  // Until then the next test may get a copy that was made of it before.
  while (isThere(imported_in)) await new Promise(setImmediate);
});
test('is that next one', async () => {
  const { imported_in, pid } = await look();
  expect(imported_in).not.toBe(seen[0].imported_in);
  expect(imported_in).not.toBe(pid);
});
test('leaves what the module wrote on disk when it was imported', () => {
  expect(readFileSync(__dirname + '/imports.log', 'utf8').split('\\n').length - 1).toBe(2);
});
isolatedTest('also in a process that tests share', { level: 'namespace' }, async () => {
  const { imported_in, pid } = await look();
  expect(imported_in).not.toBe(pid);
});
afterAll(() => {
  expect(new Set(seen.map(({ imported_in }) => imported_in)).size).toBe(1);
  expect(new Set(seen.map(({ pid }) => pid)).size).toBe(seen.length);
});
`;
const HEAVY = `
import os
import dspy
open(os.path.join(os.path.dirname(__file__), "imports.log"), "a").write("imported\\n")
IMPORTED_IN = os.getpid()
ITEMS = []
class Heavy(dspy.Module):
    def forward(self, add):
        ITEMS.append(add)
        return dspy.Prediction(items=ITEMS, imported_in=IMPORTED_IN, pid=os.getpid(), name=os.environ.get("NAME"))
class Asks(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")
    def forward(self, question):
        return self.predict(question=question)
`;
const SDK = `
import dspy, openai
CLIENT = openai.OpenAI()
class AsksWithoutDspy(dspy.Module):
    def forward(self, question):
        reply = CLIENT.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": question}])
        return dspy.Prediction(answer=reply.choices[0].message.content)
`;
const IN_THE_WAY: Readonly<Record<string, string>> = {
  'has_thread.py': `
import threading, time
def poll():
    time.sleep(600)
threading.Thread(target=poll, name="poller", daemon=True).start()
`,
  'has_child.py': `
import subprocess, sys
CHILD = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
`,
  'has_asked.py': `
import dspy
try:
    dspy.Predict("question -> answer")(question="at import")
except Exception:
    pass
`,
};
const IN_THE_WAY_TEST = `/**
 * @jest-environment @dspex/jest-preset/integration
 * @dspex {"level":"full"}
 */
const { dspex } = require('@dspex/jest-preset');
test('has the module that can be copied', async () => {
  const { outputs } = await (await dspex.loadModule('heavy:Heavy')).execute({ add: 'x' });
  expect(outputs.imported_in).not.toBe(outputs.pid);
  expect((await dspex.bridge.stats()).threads).toHaveLength(2);
});
`;
const preloading = (modules: readonly string[]): string =>
  `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { python: { preload: ${JSON.stringify(modules)} } } } };`;

// Fails when a preloaded module is imported by each process, when one that cannot be copied is copied or hidden, or when a change on disk is missed.
describe('python.preload', () => {
  test('imports once what every process has, whatever its isolation, until the process that did is killed', async () => {
    const project = makeProject({
      'jest.config.js': preloading(['heavy', 'sdk']),
      'heavy.py': HEAVY,
      'sdk.py': SDK,
      'preloaded.test.js': PRELOADED,
    });
    try {
      const run = await runJest(project);
      expect(run.tests.filter((test) => test.status !== 'passed').map((test) => [test.fullName, test.failureMessages])).toEqual([]);
      expect(run.tests).toHaveLength(13);
      expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
    } finally {
      project.remove();
    }
  });

  // One run, a project to each: their files come in the order of their names.
  const reads = (n: number): string => `/** @jest-environment @dspex/jest-preset/integration */
    const { dspex } = require('@dspex/jest-preset');
    const { writeFileSync } = require('fs');
    test('reads ${n}', async () => {
      const { outputs } = await (await dspex.loadModule('version:Version')).execute({});
      expect(outputs.version).toBe(${n});
      writeFileSync(__dirname + '/part.py', 'VERSION = ${n + 1}  # changed');
    });`;
  const runOf = runProjects(
    {
      'in-the-way': {
        'jest.config.js': preloading(['has_thread', 'heavy', 'has_child', 'has_asked']),
        'heavy.py': HEAVY,
        ...IN_THE_WAY,
        'a.test.js': IN_THE_WAY_TEST,
      },
      late: {
        'jest.config.js': preloading(['late']),
        'late.py': `import os, threading, time
os.register_at_fork(after_in_parent=lambda: threading.Thread(target=time.sleep, args=(600,), name="late", daemon=True).start())
IMPORTED_IN = os.getpid()
`,
        'looks.py': `import os
import dspy
class Looks(dspy.Module):
    def forward(self):
        import late
        return dspy.Prediction(is_copy=late.IMPORTED_IN != os.getpid())
`,
        'a.test.js': `/**
 * @jest-environment @dspex/jest-preset/integration
 * @dspex {"level":"full"}
 */
const { dspex } = require('@dspex/jest-preset');
const isCopy = async () => (await (await dspex.loadModule('looks:Looks')).execute({})).outputs.is_copy;
test('is a copy', async () => expect(await isCopy()).toBe(true));
test('is a process all the same', async () => expect(await isCopy()).toBe(false));
`,
      },
      broken: {
        'jest.config.js': preloading(['broken']),
        'broken.py': '1 / 0\n',
        'heavy.py': HEAVY,
        'a.test.js': IN_THE_WAY_TEST,
      },
      ends: {
        'jest.config.js': preloading(['ends']),
        'ends.py': 'import os\nos._exit(3)\n',
        'heavy.py': HEAVY,
        'a.test.js': `${IN_THE_WAY_TEST}test('another', () => dspex.loadModule('heavy:Heavy'));`,
      },
      changes: {
        'jest.config.js': preloading(['version']),
        'part.py': 'VERSION = 1\n',
        'version.py':
          'import dspy, part\nclass Version(dspy.Module):\n    def forward(self):\n        return dspy.Prediction(version=part.VERSION)\n',
        'a.test.js': reads(1),
        'b.test.js': reads(2),
      },
    },
    { args: ['--testSequencer', join(__dirname, 'by-path.js')] },
  );

  test('leaves out what cannot be copied, and says which, why and what it costs', async () => {
    const run = await runOf('in-the-way');
    expect(run.tests.map(({ status, failureMessages }) => [status, failureMessages])).toEqual([['passed', []]]);
    for (const [module, why] of [
      ['has_thread', 'it leaves the thread "poller" \\(has_thread\\.poll\\)'],
      ['has_child', 'it leaves the child process \\d+'],
      ['has_asked', 'it asks the LM gpt-4o-mini when it is imported'],
    ])
      expect(run.output).toMatch(new RegExp(`"${module}" of python.preload is imported anew in every process, \\d+ ms each: ${why}`));
  });

  test('goes on without what turns out later to be in the way', async () => {
    const run = await runOf('late');
    expect(run.tests.map(({ status, failureMessages }) => [status, failureMessages])).toEqual([
      ['passed', []],
      ['passed', []],
    ]);
    expect(run.output).toMatch(/the modules of python\.preload are imported anew in every process: .*the thread "late"/);
  });

  test('fails at first use for a module that cannot be imported, with its traceback', async () => {
    const run = await runOf('broken');
    expect(run.tests[0]?.failureMessages.join()).toMatch(/"broken" cannot be imported[\s\S]*ZeroDivisionError[\s\S]*MODULE_IMPORT_FAILED/);
  });

  test('names a module that ends Python, which no test has to do with, in full once', async () => {
    const { tests } = await runOf('ends');
    const [first, second] = tests.map(({ failureMessages }) => failureMessages.join());
    expect(first).toMatch(/"ends" of python\.preload ended Python[\s\S]*exited with code 3[\s\S]*MODULE_IMPORT_FAILED/);
    expect(second).toMatch(/told in full by "a\.test\.js › has the module/);
  });

  test('imports again what has changed on disk, for the next file of the same worker', async () => {
    const run = await runOf('changes');
    expect(run.tests.map(({ fullName, status, failureMessages }) => [fullName, status, failureMessages])).toEqual([
      ['reads 1', 'passed', []],
      ['reads 2', 'passed', []],
    ]);
  });
});
