import { PythonAdapter } from '../../src/adapters/python-adapter';
import type { Bridge } from '../../src/bridge/child/bridge';
import { testLm } from './lm';
import { type PythonServer, startPython } from './python-server';

const { user } = testLm();
const asker = { user };
let python: PythonServer;
let adapter: PythonAdapter | undefined;
beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());
afterEach(() => adapter?.close());

/** An adapter of processes that are opened, one after the other, as is said here; the rest are as they are. */
function adapterOf(...opens: (() => Promise<Bridge>)[]): PythonAdapter {
  const open = (): Promise<Bridge> => opens.shift()?.() ?? python.open(user);
  adapter = new PythonAdapter({ name: 'python_port', processes: { ...python.processes(user), open }, processTimeoutMs: 30_000 });
  return adapter;
}
const sessionsOf = async (of: PythonAdapter) => (await of.request('list_sessions', {}, asker)).sessions;

// Fails when a test that needs a copy is told of the fork, and not that what it would copy is gone.
test('a copy of a process that ends in the middle of it is refused because that is gone', async () => {
  const stuck = adapterOf(() => python.open(user, { helloLimitMs: 1_000 }));
  await stuck.request('open_session', { session: 's' }, asker);
  const never = { session: 's', id: 'f', path: 'modules.forks:NeverForks', args: [], kwargs: {}, tools: null };
  await stuck.request('load_module', never, asker);
  await expect(stuck.copy(python.copyOptions(user))).rejects.toMatchObject({
    code: 'NOT_FORKABLE',
    message: expect.stringMatching(/that process is gone[\s\S]*fork/),
  });
});

// Fails when what a test called off runs in Python all the same, or ends the process of others.
test('what is called off while its attempt begins is not sent, and the process goes on', async () => {
  const aborting = new AbortController();
  const env = (): Promise<Readonly<Record<string, string>>> => {
    aborting.abort();
    return python.processes(user).env();
  };
  const processes = { ...python.processes(user), env };
  adapter = new PythonAdapter({ name: 'python_port', processes, processTimeoutMs: 30_000 });
  const { pid } = await adapter.request('ping', {}, asker);
  const opened = adapter.request('open_session', { session: 's' }, { ...asker, attempt: { seed: 1 }, signal: aborting.signal });
  await expect(opened).rejects.toMatchObject({ code: 'EXECUTE_CANCELLED' });
  expect([await adapter.request('ping', {}, asker), await sessionsOf(adapter)]).toEqual([{ pid }, []]);
});

// Fails when one start that failed is the end of all that come after it.
test('a process that did not start is started anew by the next who asks', async () => {
  const failed = adapterOf(() => Promise.reject(new Error('no memory')));
  await expect(failed.request('ping', {}, asker)).rejects.toThrow('no memory');
  expect(await failed.request('ping', {}, asker)).toEqual({ pid: expect.any(Number) });
});

// Fails when a process that nobody can use lives as long as the worker.
test('a process in which the sessions cannot be opened again ends, and the next one has them', async () => {
  const opened: Bridge[] = [];
  const keep = async (): Promise<Bridge> => {
    const bridge = await python.open(user);
    opened.push(bridge);
    return bridge;
  };
  const inTheWay = async (): Promise<Bridge> => {
    const bridge = await keep();
    await bridge.request('open_session', { session: 's' }, {});
    return bridge;
  };
  const lost = adapterOf(keep, inTheWay);
  await lost.request('open_session', { session: 's' }, asker);
  opened[0]?.kill('by this test');
  await opened[0]?.closed;
  await expect(lost.request('ping', {}, asker)).rejects.toMatchObject({ code: 'SESSION_EXISTS' });
  await opened[1]?.closed;
  expect(await sessionsOf(lost)).toEqual(['s']);
});
