import { setImmediate } from 'node:timers/promises';
import { PoolAdapter } from '../../src/adapters/pool-adapter';
import { PythonAdapter } from '../../src/adapters/python-adapter';
import type { Bridge } from '../../src/bridge/child/bridge';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { parseSignature } from '../../src/shared/signature/signature';
import { type TestLm, testLm } from './lm';
import { type PythonServer, startPython } from './python-server';

let python: PythonServer;
let pool: PoolAdapter;
let lm: TestLm;
let asker: { readonly user: ChildUser };
let bridges: Bridge[];
beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());
beforeEach(() => {
  lm = testLm();
  asker = { user: lm.user };
  bridges = [];
  const openAndKeep = async (): Promise<Bridge> => {
    const bridge = await python.open(lm.user);
    bridges.push(bridge);
    return bridge;
  };
  const processes = { ...python.processes(lm.user), open: openAndKeep };
  pool = new PoolAdapter({
    size: 2,
    openMember: () => new PythonAdapter({ name: 'python_pool', processTimeoutMs: 30_000, processes }),
  });
});
afterEach(() => pool.close());

const open = (session: string) => pool.request('open_session', { session }, asker);
const create = (session: string, id = 'qa') =>
  pool.request(
    'create_program',
    { session, id, module: 'predict', signature: parseSignature('question -> answer'), tools: [], options: {} },
    asker,
  );
const load = (session: string, name: string) =>
  pool.request('load_module', { session, id: name, path: `modules.plain:${name}`, args: [], kwargs: {}, tools: null }, asker);
const execute = (session: string, id: string, inputs: Record<string, unknown>, options = {}) =>
  pool.request('execute', { session, id, executeId: '', inputs }, { ...asker, ...options });

async function pidOf(session: string): Promise<number> {
  await load(session, 'Pid').catch((error: { code?: string }) => {
    if (error.code !== 'PROGRAM_EXISTS') throw error;
  });
  return (await execute(session, 'Pid', {})).outputs.pid as number;
}

// Fails when sessions meet in one process while another is free, when there are more processes than the pool may have, or when one moves.
test('spreads sessions over its processes and keeps each where it was opened', async () => {
  const sessions = ['a', 'b', 'c', 'd'];
  for (const session of sessions) await open(session);
  const pids = await Promise.all(sessions.map(pidOf));
  expect(new Set(pids).size).toBe(2);
  expect([pids[0], pids[1]]).toEqual([pids[2], pids[3]]);
  expect(await Promise.all(sessions.map(pidOf))).toEqual(pids);
  expect((await pool.request('list_sessions', {}, asker)).sessions).toEqual(sessions);
  expect(await pool.request('stats', {}, asker)).toMatchObject({ sessions: 4, programs: 4 });
});

// Fails when sessions that are opened at once are counted only when they are open: all would go to the same process.
test('spreads sessions that are opened at once, and gives a place back that was closed', async () => {
  await Promise.all(['a', 'b', 'c', 'd'].map(open));
  const [a, b] = await Promise.all(['a', 'b', 'c', 'd'].map(pidOf));
  for (const session of ['a', 'c']) await pool.request('close_session', { session }, asker);
  await open('e');
  expect(await pidOf('e')).toBe(a);
  expect(await pidOf('b')).toBe(b);
});

// Fails when two executes of different sessions take turns: each is answered only when the other has asked too.
test('runs the executes of two sessions at the same time, in two processes', async () => {
  for (const session of ['a', 'b']) {
    await open(session);
    await create(session);
  }
  let asked = 0;
  let bothAsked!: () => void;
  const both = new Promise<void>((resolve) => (bothAsked = resolve));
  lm.when({ question: /./ }).reply(async () => {
    if (++asked === 2) bothAsked();
    await both;
    return { answer: 'together' };
  });
  const results = await Promise.all(['a', 'b'].map((session) => execute(session, 'qa', { question: session })));
  expect(results.map(({ outputs }) => outputs.answer)).toEqual(['together', 'together']);
});

// Fails when a death takes more than its own sessions, when the process is not replaced, or when the error does not say why the program is gone.
test('replaces a process that died: its own sessions go on without their programs, the others notice nothing', async () => {
  await open('a');
  await open('b');
  await Promise.all([create('a'), create('b')]);
  const [a, b] = await Promise.all([pidOf('a'), pidOf('b')]);
  process.kill(a as number, 'SIGKILL');
  await python.server.childExit(a as number, 5_000);
  lm.when({ question: /./ }).reply({ answer: 'still here' });
  expect((await execute('b', 'qa', { question: 'q' })).outputs.answer).toBe('still here');
  expect(await pidOf('b')).toBe(b);
  while (bridges.some((bridge) => bridge.hello.pid === a && bridge.isUsable)) await setImmediate();
  await expect(execute('a', 'qa', { question: 'q' })).rejects.toMatchObject({
    code: 'PROGRAM_NOT_FOUND',
    message: expect.stringContaining('the Python process that held it is gone'),
  });
  await create('a');
  expect((await execute('a', 'qa', { question: 'q' })).outputs.answer).toBe('still here');
  expect(await pidOf('a')).not.toBe(a);
});

// Fails when a time limit that Python ignores takes the neighbour's process too.
test('a time limit that Python ignores ends one process, and only its executes', async () => {
  await open('a');
  await open('b');
  await Promise.all([load('a', 'Stubborn'), load('b', 'Echo')]);
  const b = await pidOf('b');
  await expect(execute('a', 'Stubborn', { seconds: 60 }, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'EXECUTE_TIMEOUT' });
  expect((await execute('b', 'Echo', { text: 'here' })).outputs).toEqual({ text: 'here' });
  expect(await pidOf('b')).toBe(b);
  await load('a', 'Echo');
  expect((await execute('a', 'Echo', { text: 'again' })).outputs).toEqual({ text: 'again' });
});

// Fails when closing leaves a process of the pool.
test('closes every process', async () => {
  await open('a');
  await open('b');
  const pids = await Promise.all([pidOf('a'), pidOf('b')]);
  await pool.close();
  for (const pid of pids) expect(await python.server.childExit(pid, 5_000)).toMatchObject({ pid });
  await expect(open('c')).rejects.toMatchObject({ code: 'ADAPTER_CLOSED', message: expect.stringContaining('python_pool') });
});

test('says which sessions are open when one is not', async () => {
  await open('first');
  await open('second');
  await expect(create('frist')).rejects.toMatchObject({
    code: 'SESSION_NOT_FOUND',
    message: expect.stringMatching(/first, second[\s\S]*Did you mean "first"/),
  });
});

// Fails when a session that was never there takes the place of one, or stands in the way of the same name.
test('a session that could not be opened is none, and may be opened again', async () => {
  await open('a');
  await expect(pool.request('open_session', { session: 'b' }, { ...asker, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'EXECUTE_CANCELLED',
  });
  expect(await pool.request('list_sessions', {}, asker)).toEqual({ sessions: ['a'] });
  await open('b');
  expect(await pool.request('list_sessions', {}, asker)).toEqual({ sessions: ['a', 'b'] });
});
