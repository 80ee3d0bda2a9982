import { readdirSync, readFileSync } from 'node:fs';
import { PythonAdapter } from '../../src/adapters/python-adapter';
import type { Bridge } from '../../src/bridge/child/bridge';
import type { CopyOptions } from '../../src/bridge/child/bridge-options';
import { until } from '../until';
import { testLm } from './lm';
import { type PythonServer, startPython } from './python-server';

const asker = { user: testLm().user };
let python: PythonServer;
let original: Bridge;
let options: CopyOptions;
beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());
beforeEach(async () => {
  original = await python.open(testLm().user);
  options = python.copyOptions(testLm().user);
  await original.request('open_session', { session: 's' }, asker);
  await original.request(
    'load_module',
    { session: 's', id: 'r', path: 'modules.remembers:Remembers', args: [], kwargs: {}, tools: null },
    asker,
  );
});
afterEach(() => original.close());

const tell = async (bridge: Bridge, word: string): Promise<unknown> =>
  (await bridge.execute({ session: 's', id: 'r', inputs: { word } }, asker)).outputs.told;
/** Copies that wait for an owner, by their sockets. */
const waiting = (): string[] => readdirSync(python.folder).filter((name) => name.startsWith(`${original.hello.pid.toString(16)}.`));
const oneWaits = (): Promise<void> => until('a copy that was made ahead', () => waiting().length === 1);

// Fails when a copy that was made ahead is handed out for a process that has changed since, or is left behind.
describe('copies of a process', () => {
  test('have what is in it at that moment, also where one was made ahead before that', async () => {
    await tell(original, 'one');
    const first = await original.copy(options);
    await oneWaits();
    expect(await tell(original, 'two')).toEqual(['one', 'two']);
    const second = await original.copy(options);
    expect(await tell(second, 'three')).toEqual(['one', 'two', 'three']);
    expect(await tell(first, 'four')).toEqual(['one', 'four']);
    await Promise.all([first.close(), second.close()]);
  });

  test('are made ahead, and each is handed out once', async () => {
    const first = await original.copy(options);
    await oneWaits();
    const [ahead] = waiting();
    const others = await Promise.all([original.copy(options), original.copy(options), original.copy(options)]);
    expect(new Set([first, ...others].map(({ hello }) => hello.pid)).size).toBe(4);
    expect(waiting()).not.toContain(ahead);
    await Promise.all([first, ...others].map((copy) => copy.close()));
  });

  // Fails when a fork that never returns is waited for without an end, or its process is asked again.
  test('are given up where the process does not come out of its fork', async () => {
    const stuck = await python.open(testLm().user, { helloLimitMs: 1_000 });
    await stuck.request('open_session', { session: 's' }, asker);
    await stuck.request(
      'load_module',
      { session: 's', id: 'f', path: 'modules.forks:NeverForks', args: [], kwargs: {}, tools: null },
      asker,
    );
    await expect(stuck.copy(options)).rejects.toMatchObject({
      code: 'WAIT_TOO_LONG',
      message: expect.stringContaining('register_at_fork'),
    });
    await stuck.closed;
  });

  test('are made anew where the one that was made ahead has ended', async () => {
    const first = await original.copy(options);
    await oneWaits();
    const used = [original.hello.pid, first.hello.pid];
    // The copy, and the server's spare, which it replaces.
    for (const pid of childrenOf(python.info.serverPid)) if (!used.includes(pid)) process.kill(pid, 'SIGKILL');
    const second = await original.copy(options);
    expect(await tell(second, 'still')).toEqual(['still']);
    await Promise.all([first.close(), second.close()]);
  });

  // Fails when the end of a copy shows in a form that is not known: refused, reset, a write that failed.
  test.each(Array.from({ length: 20 }, (_, round) => round))(
    'are made anew where the one that was made ahead ends while it is taken (%i)',
    async (round) => {
      const first = await original.copy(options);
      await oneWaits();
      const used = [original.hello.pid, first.hello.pid];
      const ahead = childrenOf(python.info.serverPid).filter((pid) => !used.includes(pid));
      const taken = original.copy(options);
      for (let turns = round % 5; turns > 0; turns--) await new Promise(setImmediate);
      for (const pid of ahead) killIfThere(pid);
      // A copy that was complete when it was killed was taken; it ends like any process.
      const second = await taken;
      const again = second.isUsable ? await tell(second, 'still').catch((error: { code: string }) => error.code) : 'CHILD_CRASHED';
      expect([['still'], 'CHILD_CRASHED', 'BRIDGE_CLOSED']).toContainEqual(again);
      await Promise.all([first.close(), second.close()]);
      // On a busy machine a spare that was killed, and has not run since, would still take the connection of the next round.
      await until('the end of those that were killed', () => !childrenOf(python.info.serverPid).some((pid) => ahead.includes(pid)));
    },
  );

  test('that nobody takes end with the original', async () => {
    const first = await original.copy(options);
    await oneWaits();
    await first.close();
    await original.close();
    await until('the end of all but the spare', () => childrenOf(python.info.serverPid).length === 1);
  });

  test('wait until nothing runs in it', async () => {
    await original.request(
      'load_module',
      { session: 's', id: 'sleeps', path: 'modules.plain:Sleeps', args: [], kwargs: {}, tools: null },
      asker,
    );
    const running = original.execute({ session: 's', id: 'sleeps', inputs: { seconds: 0.2 } }, asker);
    const copy = await original.copy(options);
    await running;
    expect(await tell(copy, 'x')).toEqual(['x']);
    await copy.close();
  });

  test('of a process that was started cold are refused, with what to set', async () => {
    const cold = await startPython('spawn');
    const bridge = await cold.open(testLm().user);
    await expect(bridge.copy(options)).rejects.toMatchObject({
      code: 'NOT_FORKABLE',
      message: expect.stringContaining("startMethod: 'fork'"),
    });
    await cold.close();
  });

  // Fails when a copy that cannot begin is told as the end of its original, which goes on.
  test('of an adapter whose process lives tell what went wrong with themselves', async () => {
    const adapter = new PythonAdapter({ name: 'python_port', processes: python.processes(testLm().user), processTimeoutMs: 30_000 });
    await adapter.request('open_session', { session: 's' }, asker);
    const world = { ...options.world, cwd: '/not/there' };
    const copied = adapter.processOf('s')?.copy({ ...options, world });
    await expect(copied).rejects.toMatchObject({ code: 'PYTHON_ERROR', message: expect.stringContaining('/not/there') });
    expect((await adapter.request('list_sessions', {}, asker)).sessions).toEqual(['s']);
    await adapter.close();
  });

  test('of an adapter whose process is gone are refused, with why', async () => {
    const adapter = new PythonAdapter({ name: 'python_port', processes: python.processes(testLm().user), processTimeoutMs: 30_000 });
    expect(adapter.processOf()).toBeUndefined();
    await adapter.request('open_session', { session: 's' }, asker);
    const { pid } = await adapter.request('ping', {}, asker);
    process.kill(pid, 'SIGKILL');
    await python.server.childExit(pid, 5_000);
    await expect(adapter.processOf('s')?.copy(options)).rejects.toMatchObject({ code: 'NOT_FORKABLE', message: /process is gone/ });
    expect(adapter.processOf('another')).toBeUndefined();
    await adapter.close();
  });
});

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}
