import type { Bridge } from '../../../../src/bridge/child/bridge';
import type { ChildUser } from '../../../../src/bridge/child/child-user';
import { parseOptions } from '../../../../src/shared/options/options';
import type { Context } from '../../../../src/worker/context/context';
import type { HostLink } from '../../../../src/worker/host/host-link';
import { FileSlots } from '../../../../src/worker/python/file-slots';
import type { ProcessLease } from '../../../../src/worker/python/process-lease';
import { ProcessPool } from '../../../../src/worker/python/process-pool';

const user = { testName: 'a test' } as ChildUser;

/** A host that grants every slot. */
class Host {
  readonly granted: string[] = [];
  readonly givenBack: string[] = [];
  slotsAreWanted = false;
  private tell: (isWanted: boolean) => void = () => undefined;
  readonly takeSlots = async ({ key }: { key: string }): Promise<void> => void this.granted.push(key);
  readonly giveBackSlots = (key: string): void => void this.givenBack.push(key);
  readonly onSlotsWanted = (listener: (isWanted: boolean) => void): (() => void) => {
    this.tell = listener;
    return () => undefined;
  };

  want(): void {
    this.slotsAreWanted = true;
    this.tell(true);
  }
}

interface FakeBridge {
  isUsable: boolean;
  isBusy: boolean;
  attempts: { isClean: boolean };
  isClosed: boolean;
}

/** A process that was reset and can be used again. */
const aProcess = (): Bridge & FakeBridge => {
  const bridge = {
    ...{ isUsable: true, isBusy: false, isClosed: false, attempts: { isClean: true }, env: {}, hello: { pid: 0 } },
    lendTo: () => undefined,
    close: async () => {
      bridge.isClosed = true;
    },
  };
  return bridge as unknown as Bridge & FakeBridge;
};

const contextOf = (process: 'own' | 'leased', maxProcesses = 1): Context =>
  ({ kind: 'test', label: 'a test', resolved: { process, maxProcesses } }) as unknown as Context;

let host: Host;
let pool: ProcessPool;
beforeEach(() => {
  host = new Host();
  const link = host as unknown as HostLink;
  pool = new ProcessPool(new FileSlots({ file: 'a.test.ts', options: parseOptions({}, 'a test'), link }), link);
});

/** Uses a process for one context, and gives the lease it had. */
async function use(context: Context, process: Bridge): Promise<ProcessLease> {
  const lease = pool.leaseFor(context);
  await lease.takeSlots();
  await lease.giveBack(process);
  await pool.takeBack(lease);
  return lease;
}

// Fails when each test starts a process of its own where the last one's could be used again.
test('a leased process goes to the next test, with its slot', async () => {
  const process = aProcess();
  await use(contextOf('leased'), process);
  const next = pool.leaseFor(contextOf('leased'));
  expect(await next.takeIdle({}, user)).toBe(process);
  expect(await next.takeIdle({}, user)).toBeUndefined();
  expect(process.isClosed).toBe(false);
  expect(host.granted).toHaveLength(1);
  expect(host.givenBack).toEqual([]);
});

// Fails when a process of a test that asked for its own lives on in another.
test('a process of its own ends with its test, and gives its slot back', async () => {
  const process = aProcess();
  const lease = pool.leaseFor(contextOf('own'));
  await lease.takeSlots();
  await lease.giveBack(process);
  await pool.takeBack(lease);
  expect(process.isClosed).toBe(true);
  expect(host.givenBack).toEqual(host.granted);
  expect(pool.leaseFor(contextOf('leased')).hasIdle).toBe(false);
});

// Fails when a pool's processes go to a test that may have one only, or the other way round.
test('a test that may have another number of processes does not get them', async () => {
  await use(contextOf('leased', 2), aProcess());
  expect(pool.leaseFor(contextOf('leased')).hasIdle).toBe(false);
  expect(pool.leaseFor(contextOf('leased', 2)).hasIdle).toBe(true);
});

// Fails when a worker keeps a process for later while another worker waits for its slot.
test('a kept process is ended as soon as somebody in the run waits, and none is kept from then on', async () => {
  const [first, second] = [aProcess(), aProcess()];
  await use(contextOf('leased'), first);
  host.want();
  await use(contextOf('leased'), second);
  expect([first.isClosed, second.isClosed]).toEqual([true, true]);
  expect(host.givenBack).toEqual(host.granted);
});

// Fails when what one test left in a process meets the next.
test.each<[string, Partial<FakeBridge>]>([
  ['could not be reset', { attempts: { isClean: false } }],
  ['must not be used again', { isUsable: false }],
  ['still runs something', { isBusy: true }],
])('a process that %s is ended', async (_, change) => {
  const process = Object.assign(aProcess(), change);
  await use(contextOf('leased'), process);
  expect(process.isClosed).toBe(true);
  expect(pool.leaseFor(contextOf('leased')).hasIdle).toBe(false);
});

// Fails when a process that was started with other variables than the test has now is taken for its own.
test('a process that was started with other variables for Python is not taken', async () => {
  const process = Object.assign(aProcess(), { env: { PYTHONPATH: '/one' }, hello: { pid: 2 ** 22 + 1 } });
  await use(contextOf('leased'), process);
  const next = pool.leaseFor(contextOf('leased'));
  expect(await next.takeIdle({ PYTHONPATH: '/other' }, user)).toBeUndefined();
  expect(process.isClosed).toBe(true);
});

// Fails when a file leaves the process that it kept for a next test.
test('closing ends what is kept, and keeps nothing any more', async () => {
  const [kept, late] = [aProcess(), aProcess()];
  const lease = pool.leaseFor(contextOf('leased'));
  await use(contextOf('leased'), kept);
  await pool.close();
  await lease.giveBack(late);
  await pool.takeBack(lease);
  expect([kept.isClosed, late.isClosed]).toEqual([true, true]);
});
