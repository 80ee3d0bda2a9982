import { waitForNothing } from './left-behind';
import { makeProject, type Project, type Run, runJest } from './run-jest';

const NOTES = `
import os, signal, subprocess, sys, threading, time
import dspy
IMPORTED_IN = os.getpid()
class Notes(dspy.Module):
    def __init__(self):
        super().__init__()
        self.notes = []
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
    run = await runJest(project);
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
