import { Host } from '../../src/run/host/host';
import { withdrawHostHere } from '../../src/shared/boundaries/host-here';
import type { SlotRequest } from '../../src/shared/boundaries/slots';
import { DspexError } from '../../src/shared/errors';
import type { HostLink } from '../../src/worker/host/host-link';
import { openHostLink } from '../../src/worker/host/open-host-link';

const SLOT: SlotRequest = {
  ...{ of: 'process', key: 'a', file: '/f.test.js', label: 'a test', count: 1, kind: 'test' },
  ...{ largestTest: 1, limit: 1, maxWaitMs: 60_000 },
};
const RESERVATION = {
  nanoUsd: 5,
  limits: { requestsPerMinute: 10, budgetNanoUsd: 1, monthlyBudgetNanoUsd: 100 },
  ...{ maxWaitMs: 1_000, label: 'a test' },
};

let host: Host;
let timersBefore: string[];
beforeEach(async () => {
  timersBefore = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout');
  host = await Host.open({ say: () => undefined });
});
afterEach(() => host.close());

const links: [string, () => HostLink][] = [
  ['in its own process', () => openHostLink({ DSPEX_HOST: host.socketPath })],
  [
    'over its socket',
    () => {
      withdrawHostHere(host);
      return openHostLink({ DSPEX_HOST: host.socketPath });
    },
  ],
];

// Fails when the two ways to one host differ in what a worker gets.
describe.each(links)('a host asked %s', (_, open) => {
  test('counts failed tests over all who ask, and says when the rest is to be skipped', async () => {
    const [one, other] = [open(), open()];
    expect([await one.testFailed(2), await other.testFailed(2), await one.failedSoFar()]).toEqual([false, true, 2]);
  });

  test('keeps what it was told as it was then', async () => {
    const link = open();
    const notice = { type: 'notice', text: 'first' } as const;
    await link.send([notice]);
    Object.assign(notice, { text: 'changed since' });
    expect(host.record.toReport(0, 1).notices).toEqual(['first']);
  });

  test('gives a slot to one at a time, and tells who holds it that another waits', async () => {
    const [holder, waiter] = [open(), open()];
    await holder.takeSlots(SLOT);
    const wanted = new Promise<boolean>((resolve) => holder.onSlotsWanted(resolve));
    const taken = waiter.takeSlots({ ...SLOT, key: 'b' });
    expect([await wanted, holder.slotsAreWanted]).toEqual([true, true]);
    holder.giveBackSlots('a');
    await expect(taken).resolves.toBeUndefined();
  });

  // Fails when a file that runs beside others plans for a machine of its own, or what it plans never gets there.
  test('hears how many slots the largest test of a file takes', async () => {
    const planned = jest.spyOn(host.slots.process, 'plan');
    const link = open();
    link.planSlots('/f.test.js', 3);
    await link.failedSoFar();
    expect(planned).toHaveBeenCalledWith('/f.test.js', 3);
  });

  test('tells one who joins later that somebody waits', async () => {
    const holder = open();
    await holder.takeSlots(SLOT);
    const taken = open().takeSlots({ ...SLOT, key: 'b' });
    const later = open();
    const wanted = new Promise<boolean>((resolve) => later.onSlotsWanted(resolve));
    await later.failedSoFar();
    expect(await wanted).toBe(true);
    holder.giveBackSlots('a');
    await taken;
  });

  test('refuses by an error with its code', async () => {
    const refused = open().ledger({ redisUrl: null, runKey: null }).reserve(RESERVATION);
    await expect(refused).rejects.toThrow(DspexError);
    await expect(refused).rejects.toMatchObject({ code: 'LM_BUDGET_EXCEEDED' });
  });

  test('is gone for those who wait for it as it ends', async () => {
    const holder = open();
    await holder.takeSlots(SLOT);
    const waiting = open().takeSlots({ ...SLOT, key: 'b' });
    const refused = expect(waiting).rejects.toMatchObject({ code: 'NO_HOST' });
    await holder.failedSoFar();
    await host.close();
    await refused;
    // What waits for its turn has clocks, which would keep the process.
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toEqual(timersBefore);
  });

  test('is gone for those who ask after the run', async () => {
    const link = open();
    await link.failedSoFar();
    await host.close();
    await expect(link.failedSoFar()).rejects.toMatchObject({ code: 'NO_HOST', parts: { next: 'npx jest' } });
  });
});
