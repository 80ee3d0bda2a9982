import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PythonAdapter } from '../../src/adapters/python-adapter';
import { knownProcess, processGone } from '../../src/resources/os/known-process';
import { until } from '../until';
import { testLm } from './lm';
import { type PythonServer, startPython } from './python-server';

const session = 's';
const file = testLm().user;
let python: PythonServer;
let adapter: PythonAdapter;
let folder: string;
let markers = 0;
beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());
beforeEach(async () => {
  folder = mkdtempSync('/tmp/dxl-');
  adapter = new PythonAdapter({ name: 'bridge_mock', processes: python.processes(testLm().user), processTimeoutMs: 300 });
  await adapter.request('open_session', { session }, { user: file });
});
afterEach(async () => {
  await adapter.close();
  rmSync(folder, { recursive: true });
});

const load = (name: string) =>
  adapter.request('load_module', { session, id: name, path: `modules.deaf:${name}`, args: [], kwargs: {}, tools: null }, { user: file });
const execute = (id: string, inputs: Record<string, unknown>, options: object = {}) =>
  adapter.request('execute', { session, id, executeId: '', inputs }, { user: { ...file, testName: 'slow one' }, ...options });
const newMarker = (): string => join(folder, `m${++markers}`);
const made = (file: string): Promise<void> => until(`${file} to be made`, () => existsSync(file));
const pid = async (): Promise<number> => (await adapter.request('ping', {}, { user: file })).pid;

const DEAF = ['HoldsTheGil', 'WaitsInC', 'CatchesAll', 'JoinsForever'];

// Each fails, by hanging, when a cancel that Python ignores is all there is; and when the process that ignored it lives on or is used again.
describe.each(DEAF)('%s, which no cancel reaches,', (name) => {
  test('is ended by processTimeoutMs, and the next request has a new process', async () => {
    await load(name);
    const process = knownProcess(await pid());
    await expect(execute(name, { marker: newMarker() })).rejects.toMatchObject({
      code: 'EXECUTE_TIMEOUT',
      message: expect.stringContaining('300 ms'),
    });
    await processGone(process);
    expect(await pid()).not.toBe(process.pid);
    await load('Obeys');
  });

  test('is ended by an AbortSignal, with its reason', async () => {
    await load(name);
    const process = knownProcess(await pid());
    const controller = new AbortController();
    const marker = newMarker();
    const running = execute(name, { marker }, { signal: controller.signal, timeoutMs: 60_000 });
    await made(marker);
    controller.abort(new Error('enough of this'));
    await expect(running).rejects.toMatchObject({ code: 'EXECUTE_CANCELLED', message: expect.stringContaining('enough of this') });
    await processGone(process);
  });

  // The second execute of a process runs on a thread beside main.
  test('takes down what ran beside it in the same process, and says whose limit it was', async () => {
    await load('WaitsForFile');
    await load(name);
    const marker = newMarker();
    const beside = execute(
      'WaitsForFile',
      { marker, until: join(folder, 'never') },
      { user: { ...file, testName: 'neighbour' }, timeoutMs: 60_000 },
    );
    await made(marker);
    const failed = Promise.allSettled([beside, execute(name, { marker: newMarker() }, { timeoutMs: 100 })]);
    const [neighbour, own] = (await failed).map((result) => (result as PromiseRejectedResult).reason);
    expect(own).toMatchObject({ code: 'EXECUTE_TIMEOUT', message: expect.stringContaining('100 ms') });
    expect(neighbour).toMatchObject({
      code: 'BRIDGE_CLOSED',
      message: expect.stringMatching(/"execute" of "slow one" was over its time limit in it[\s\S]*level: 'full'/),
    });
  });
});

// Fails when a cancel that is obeyed ends more than what it was for.
test('what obeys its limit leaves what runs beside it alone', async () => {
  await load('WaitsForFile');
  await load('Obeys');
  const [first, second, until] = [newMarker(), newMarker(), join(folder, 'now')];
  const controller = new AbortController();
  const obeys = execute('Obeys', { marker: first }, { timeoutMs: 60_000, signal: controller.signal });
  await made(first);
  const beside = execute('WaitsForFile', { marker: second, until }, { timeoutMs: 60_000 });
  await made(second);
  controller.abort();
  await expect(obeys).rejects.toMatchObject({ code: 'EXECUTE_CANCELLED' });
  writeFileSync(until, '');
  expect((await beside).outputs).toEqual({ done: true });
});

// Fails when who waits too long is not told for what: the user's line, the wait for Node, or that Python cannot say.
test.each([
  ['Obeys', /Python stands here:\n.*deaf\.py", line \d+, in forward\n +time\.sleep\(60\)/],
  ['JoinsForever', /Python stands here:\n +File ".*deaf\.py", line \d+, in forward\n +done\.wait\(\)/],
  ['HoldsTheGil', /Python did not say where it stands/],
  ['AsksForever', /deaf\.py", line \d+, in forward\n[\s\S]*it waits for an answer/],
  ['asks', /Python stands here:\n[\s\S]*predict\.py", line \d+, in [\s\S]*it waits for an answer/],
  ['AwaitsForever', /deaf\.py", line \d+, in aforward\n +await asyncio\.sleep\(60\)/],
])('%s: the error says where Python stood', async (name, place) => {
  const user = ['AsksForever', 'asks'].includes(name) ? { ...file, answer: () => new Promise<never>(() => {}) } : file;
  const asking = new PythonAdapter({
    name: 'bridge_mock',
    processes: python.processes(file),
    processTimeoutMs: 300,
  });
  await asking.request('open_session', { session }, { user: file });
  await asking.request(
    'load_module',
    { session, id: name, path: `modules.deaf:${name}`, args: [], kwargs: {}, tools: null },
    { user: file },
  );
  const params = { session, id: name, executeId: '', inputs: { marker: newMarker() } };
  await expect(asking.request('execute', params, { user })).rejects.toMatchObject({
    code: 'EXECUTE_TIMEOUT',
    message: expect.stringMatching(place),
  });
  await asking.close();
});

// Fails when a program that went with its process is told of as one that never was.
test('a program that went with its process says so, and whose limit it was', async () => {
  await load('WaitsForFile');
  await load('CatchesAll');
  await expect(execute('CatchesAll', { marker: newMarker() }, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'EXECUTE_TIMEOUT' });
  await expect(execute('WaitsForFile', { marker: newMarker(), until: '' })).rejects.toMatchObject({
    code: 'PROGRAM_NOT_FOUND',
    message: expect.stringMatching(/process that held it is gone \("execute" of "slow one" was over its time limit/),
  });
});

// Fails when a program that swallows the cancel and returns all the same passes for one that was in time.
test('a program that catches its cancel and returns is over its limit all the same', async () => {
  await load('ReturnsLate');
  const process = knownProcess(await pid());
  await expect(execute('ReturnsLate', { marker: newMarker() })).rejects.toMatchObject({ code: 'EXECUTE_TIMEOUT' });
  await processGone(process);
});

// Fails when a request is sent, and its process given up, for a signal that says no.
test('a signal that is aborted already starts nothing', async () => {
  await load('Obeys');
  const before = await pid();
  const marker = newMarker();
  await expect(execute('Obeys', { marker }, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toMatchObject({
    code: 'EXECUTE_CANCELLED',
  });
  expect(existsSync(marker)).toBe(false);
  expect(await pid()).toBe(before);
});
