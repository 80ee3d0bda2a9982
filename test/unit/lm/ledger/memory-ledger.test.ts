import { MemoryLedger, type MonthlySpending } from '../../../../src/lm/ledger/memory-ledger';
import type { Reservation } from '../../../../src/shared/boundaries/ledger';
import { FakeClock, NO_MONTH } from '../../../contract/ledger-bench';

const asking = (more: Partial<Reservation> = {}, monthlyBudgetNanoUsd = 1000): Reservation => ({
  nanoUsd: 10,
  limits: { requestsPerMinute: 2, budgetNanoUsd: 100, monthlyBudgetNanoUsd },
  maxWaitMs: 600_000,
  label: 'a test',
  ...more,
});

// What the one ledger in memory has beyond test/contract/ledgers.test.ts: the month, grants taken back, and what it says of a wait.
describe('the ledger of a run', () => {
  const clock = new FakeClock();
  const owner = {};

  // Fails when a month's file that cannot be written leaves a call waiting for ever, or breaks the call before it.
  test('refuses the call whose month cannot be kept, and goes on', async () => {
    let isBroken = true;
    const monthly: MonthlySpending = {
      ...NO_MONTH,
      reserve: () => {
        if (isBroken) throw new Error('disk full');
        return true;
      },
    };
    const ledger = new MemoryLedger({ clock, monthly }).for(owner);
    await expect(clock.until(ledger.reserve(asking()))).rejects.toThrow('disk full');
    isBroken = false;
    await clock.until(ledger.reserve(asking()));
  });

  // Fails when a refused call keeps its money or its place in the rate.
  test('holds every worker to the strictest budget of the month', async () => {
    const limits: number[] = [];
    const monthly: MonthlySpending = { ...NO_MONTH, reserve: (_id, _nanoUsd, limit) => limits.push(limit) < 2, total: () => 500 };
    const ledger = new MemoryLedger({ clock, monthly }).for(owner);
    await clock.until(ledger.reserve(asking({}, 500)));
    await expect(clock.until(ledger.reserve(asking({}, 1000)))).rejects.toMatchObject({
      code: 'LM_BUDGET_EXCEEDED',
      message: expect.stringContaining('budget of this month'),
    });
    expect(limits).toEqual([500, 500]);
  });

  // Fails when a grant that another ledger did not confirm counts as a call.
  test('takes a grant back that nobody used', async () => {
    const memory = new MemoryLedger({ clock, monthly: NO_MONTH });
    for (let round = 0; round < 5; round++) memory.release((await clock.until(memory.for(owner).reserve(asking({ nanoUsd: 100 })))).id);
    expect(memory.spentNanoUsd).toBe(0);
  });

  // Fails when a call that a dead worker had on its way is forgotten before a provider can have seen it.
  test('counts for a second window what ended with its worker', async () => {
    const memory = new MemoryLedger({ clock, monthly: NO_MONTH });
    for (let call = 0; call < 2; call++) await clock.until(memory.for(owner).reserve(asking()));
    memory.ownerGone(owner);
    expect((await clock.until(memory.for({}).reserve(asking()))).waitedMs).toBe(120_000);
  });

  // Fails when who waits is not told, is told twice, or is told a wrong time.
  test('says once who waits, for how long at least, and how many stand behind', async () => {
    const said: unknown[][] = [];
    const ledger = new MemoryLedger({ clock, monthly: NO_MONTH, onWait: (...what) => said.push(what) }).for(owner);
    const calls = Array.from({ length: 5 }, async (_, index) => {
      const { id } = await ledger.reserve(asking({ label: `call ${index}` }));
      await ledger.settle({ id, nanoUsd: 0 });
    });
    await clock.until(Promise.all(calls));
    expect(said).toEqual([
      ['call 2', 60_000, 0],
      ['call 4', 60_000, 0],
    ]);
  });

  // Fails when a call that waits for money under way is let wait beyond its time, or is told that the rate is to blame.
  test('gives up waiting for money after maxWaitMs, and says what held it', async () => {
    const ledger = new MemoryLedger({ clock, monthly: NO_MONTH }).for(owner);
    await clock.until(ledger.reserve(asking({ nanoUsd: 95 })));
    await expect(clock.until(ledger.reserve(asking({ maxWaitMs: 1000 })))).rejects.toMatchObject({
      code: 'LM_RATE_WAIT_TOO_LONG',
      message: expect.stringContaining('calls under way held the rate or the money'),
    });
  });
});
