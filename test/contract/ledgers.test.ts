import type { Grant, Ledger, Reservation } from '../../src/shared/boundaries/ledger';
import { Random } from '../torture/random';
import { type BenchSpans, type LedgerBench, type LedgerKind, memoryLedger } from './ledger-bench';
import { redisLedger } from './redis-ledger-bench';
import { describeWithRedis, RedisServer } from './redis-server';

interface Asked {
  readonly nanoUsd?: number;
  readonly requestsPerMinute?: number;
  readonly budgetNanoUsd?: number;
  readonly maxWaitMs?: number;
  readonly label?: string;
}

/** A reservation that costs nothing and may wait, unless said otherwise. */
function asking({
  nanoUsd = 0,
  requestsPerMinute = 1,
  budgetNanoUsd = 100,
  maxWaitMs = 600_000,
  label = 'a test',
}: Asked = {}): Reservation {
  return { nanoUsd, limits: { requestsPerMinute, budgetNanoUsd, monthlyBudgetNanoUsd: Number.MAX_SAFE_INTEGER }, maxWaitMs, label };
}

/** Its outcome may come after the test is over; who awaits it still sees it. */
function waiting<T>(promise: Promise<T>): { readonly outcome: Promise<T> } {
  promise.catch(() => undefined);
  return { outcome: promise };
}

// Each ledger behind the one interface keeps what docs/real-models.md promises. A test fails when a call is granted that should wait or
// be refused, when one is refused or kept waiting that could go, or when an error does not say what happened.
function keepsItsPromises({ open, shortWindowMs }: LedgerKind): void {
  let bench: LedgerBench;
  const start = async (spans?: BenchSpans): Promise<LedgerBench> => (bench = await open(spans));
  const isWaiting = async (promise: Promise<unknown>): Promise<boolean> => {
    const outcome = promise.then(
      () => false,
      () => false,
    );
    return Promise.race([outcome, bench.looked().then(() => true)]);
  };
  afterEach(() => bench.close());

  const call = async (worker: Ledger, asked: Asked, usedNanoUsd: number): Promise<void> => {
    const { id } = await bench.until(worker.reserve(asking(asked)));
    await worker.settle({ id, nanoUsd: usedNanoUsd });
  };

  // Fails when calls that a provider may have seen within one window are more than the rate, wherever the window begins.
  test.each([1, 2, 3])('lets no window hold more calls than its rate, however long they take (seed %i)', async (seed) => {
    const { worker, pause, until, now } = bind(await start({ windowMs: shortWindowMs }));
    const random = new Random(seed);
    const seen: { from: number; to: number }[] = [];
    const limit = 4;
    const oneCall = async (ledger: Ledger): Promise<void> => {
      const { id } = await ledger.reserve(asking({ requestsPerMinute: limit }));
      const from = await now();
      await pause(random.next() * shortWindowMs * 0.4);
      seen.push({ from, to: await now() });
      await ledger.settle({ id, nanoUsd: 0 });
    };
    const calls = Array.from({ length: 24 }, async (_, index) => {
      await pause(random.next() * shortWindowMs * 2);
      await oneCall(worker(`w${index % 4}`));
    });
    await until(Promise.all(calls));
    expect(seen).toHaveLength(24);
    for (const { from } of seen) {
      const within = seen.filter((other) => other.from <= from && other.to > from - shortWindowMs);
      expect(within.length).toBeLessThanOrEqual(limit);
    }
  });

  // Fails when what is spent and what is under way could come to more than the budget at any moment.
  test.each([4, 5])('never has more spent and under way than the budget (seed %i)', async (seed) => {
    const { worker, pause, until } = bind(await start({ windowMs: shortWindowMs }));
    const random = new Random(seed);
    let spent = 0;
    let most = 0;
    const open = new Map<string, number>();
    const outcomes = { settled: 0, refused: 0 };
    const oneCall = async (ledger: Ledger): Promise<void> => {
      const nanoUsd = 1 + Math.floor(random.next() * 300);
      let grant: Grant;
      try {
        grant = await ledger.reserve(asking({ nanoUsd, budgetNanoUsd: 1000, requestsPerMinute: 1000 }));
      } catch (error) {
        expect((error as { code: string }).code).toBe('LM_BUDGET_EXCEEDED');
        // Refused for good: not even with all that is under way given back would it fit.
        expect(spent + nanoUsd).toBeGreaterThan(1000 - nanoUsd);
        outcomes.refused += 1;
        return;
      }
      open.set(grant.id, nanoUsd);
      most = Math.max(most, spent + [...open.values()].reduce((sum, each) => sum + each, 0));
      await pause(random.next() * 20);
      const used = Math.floor(nanoUsd * random.next());
      open.delete(grant.id);
      spent += used;
      outcomes.settled += 1;
      await ledger.settle({ id: grant.id, nanoUsd: used });
    };
    await until(Promise.all(Array.from({ length: 40 }, (_, index) => oneCall(worker(`w${index % 4}`)))));
    expect(most).toBeLessThanOrEqual(1000);
    expect(spent).toBeLessThanOrEqual(1000);
    expect(outcomes.settled).toBeGreaterThan(3);
    expect(outcomes.settled + outcomes.refused).toBe(40);
  });

  // Fails when a call overtakes one that asked before it.
  test('serves first who came first', async () => {
    const { worker, until } = bind(await start({ windowMs: shortWindowMs }));
    const order: number[] = [];
    const calls = [0, 1, 2, 3].map(async (index) => {
      const { id } = await worker('w').reserve(asking({ label: `call ${index}` }));
      order.push(index);
      await worker('w').settle({ id, nanoUsd: 0 });
    });
    await until(Promise.all(calls));
    expect(order).toEqual([0, 1, 2, 3]);
  });

  // Fails when a small call that would fit now goes before a large one that has waited for its money, which might then never go.
  test('lets nobody overtake, not even who would fit now', async () => {
    const { worker, until } = bind(await start());
    const rate = { requestsPerMinute: 1000 };
    const { id } = await until(worker('a').reserve(asking({ ...rate, nanoUsd: 80 })));
    const large = waiting(worker('b').reserve(asking({ ...rate, nanoUsd: 50 })));
    await bench.looked();
    const small = waiting(worker('b').reserve(asking({ ...rate, nanoUsd: 10 })));
    expect(await isWaiting(small.outcome)).toBe(true);
    await worker('a').settle({ id, nanoUsd: 10 });
    await until(Promise.all([large.outcome, small.outcome]));
  });

  // Fails when it waits first, or guesses: "in 60 s" is known only to who refuses before waiting.
  test('refuses at once a call whose turn comes too late, wherever it stands, and says when that is', async () => {
    const { worker, until } = bind(await start());
    await call(worker('w'), {}, 0);
    await expect(until(worker('w').reserve(asking({ maxWaitMs: 59_000 })))).rejects.toMatchObject({
      code: 'LM_RATE_WAIT_TOO_LONG',
      message: expect.stringMatching(/its turn comes in (59|60) s at the earliest, 0 stand before it/),
    });
    waiting(worker('w').reserve(asking({ maxWaitMs: 110_000 })));
    await expect(until(worker('w').reserve(asking({ maxWaitMs: 110_000 })))).rejects.toMatchObject({
      code: 'LM_RATE_WAIT_TOO_LONG',
      message: expect.stringMatching(/its turn comes in (119|120) s at the earliest, 1 stand before it/),
    });
  });

  // Fails when calls under way are taken for ones that end now, or for ones that never end.
  test('counts a call under way from its end on', async () => {
    const { worker, until } = bind(await start());
    const { id } = await until(worker('w').reserve(asking()));
    await expect(until(worker('w').reserve(asking({ maxWaitMs: 59_000 })))).rejects.toMatchObject({
      code: 'LM_RATE_WAIT_TOO_LONG',
      message: expect.stringContaining('its turn comes in 60 s'),
    });
    const next = waiting(worker('w').reserve(asking({ maxWaitMs: 90_000 })));
    await worker('w').settle({ id, nanoUsd: 0 });
    expect(await isWaiting(next.outcome)).toBe(true);
  });

  // Fails when a call that can never be paid for stands in line behind the rate.
  test('refuses what the budget cannot pay at once, also behind others who wait for the rate', async () => {
    const { worker, until } = bind(await start());
    await call(worker('w'), { nanoUsd: 90 }, 90);
    const patient = waiting(worker('w').reserve(asking({ nanoUsd: 5, label: 'patient' })));
    await expect(until(worker('w').reserve(asking({ nanoUsd: 20, label: 'dear' })))).rejects.toMatchObject({
      code: 'LM_BUDGET_EXCEEDED',
      message: expect.stringMatching(/"dear"[\s\S]*\$0\.000000 of/),
    });
    expect(await isWaiting(patient.outcome)).toBe(true);
  });

  // Fails when a cheap answer's rest is not given back, or when a dear one's is.
  test('waits for money that a call under way may give back, and goes or is refused when it is known', async () => {
    const { worker, until } = bind(await start());
    const rate = { requestsPerMinute: 1000 };
    const first = await until(worker('a').reserve(asking({ ...rate, nanoUsd: 80 })));
    const fits = waiting(worker('b').reserve(asking({ ...rate, nanoUsd: 50 })));
    await worker('a').settle({ id: first.id, nanoUsd: 10 });
    const second = await until(fits.outcome);
    const doesNot = waiting(worker('c').reserve(asking({ ...rate, nanoUsd: 60 })));
    await worker('b').settle({ id: second.id, nanoUsd: 50 });
    await expect(until(doesNot.outcome)).rejects.toMatchObject({ code: 'LM_BUDGET_EXCEEDED' });
  });

  // Fails when a worker's death gives its money back: what it had sent may be billed.
  test('keeps charged in full what a dead worker had reserved', async () => {
    const { worker, until } = bind(await start({ windowMs: shortWindowMs, silenceMs: 1_000 }));
    const rate = { requestsPerMinute: 1000 };
    const { id } = await until(worker('dies').reserve(asking({ ...rate, nanoUsd: 80 })));
    await bench.kill('dies');
    await expect(until(worker('lives').reserve(asking({ ...rate, nanoUsd: 21 })))).rejects.toMatchObject({ code: 'LM_BUDGET_EXCEEDED' });
    // A settlement that was under way changes nothing any more.
    await worker('lives').settle({ id, nanoUsd: 0 });
    await expect(until(worker('lives').reserve(asking({ ...rate, nanoUsd: 21 })))).rejects.toMatchObject({ code: 'LM_BUDGET_EXCEEDED' });
    await until(worker('lives').reserve(asking({ ...rate, nanoUsd: 20 })));
  });

  // Fails when a place in the queue outlives who stood there.
  test('passes over a worker that died waiting', async () => {
    const { worker, until } = bind(await start({ windowMs: shortWindowMs, silenceMs: 1_000 }));
    await call(worker('a'), {}, 0);
    waiting(worker('dies').reserve(asking()));
    const behind = worker('b').reserve(asking());
    await bench.kill('dies');
    expect((await until(behind)).id).toEqual(expect.any(String));
  });

  // Fails when a worker with loose limits spends what one with strict limits forbade.
  test('holds all workers to the strictest limits that one of them sent', async () => {
    const { worker, until } = bind(await start());
    const loose = { budgetNanoUsd: 1000, requestsPerMinute: 1000 };
    await call(worker('loose'), { ...loose, nanoUsd: 5 }, 5);
    await call(worker('strict'), { budgetNanoUsd: 10, requestsPerMinute: 2 }, 0);
    await expect(until(worker('loose').reserve(asking({ ...loose, nanoUsd: 6 })))).rejects.toMatchObject({ code: 'LM_BUDGET_EXCEEDED' });
    await expect(until(worker('loose').reserve(asking({ ...loose, maxWaitMs: 1000 })))).rejects.toMatchObject({
      code: 'LM_RATE_WAIT_TOO_LONG',
      message: expect.stringContaining('2 real calls are allowed in any 60 s'),
    });
  });

  // Fails when a call is billed twice, or one that was never granted at all.
  test('settles a call once, and none that it does not know', async () => {
    const { worker, until } = bind(await start());
    const rate = { requestsPerMinute: 1000 };
    const { id } = await until(worker('w').reserve(asking({ ...rate, nanoUsd: 80 })));
    for (const nanoUsd of [10, 90]) await worker('w').settle({ id, nanoUsd });
    await worker('w').settle({ id: 'nobody', nanoUsd: 90 });
    await until(worker('w').reserve(asking({ ...rate, nanoUsd: 90 })));
  });

  function bind(of: LedgerBench) {
    return {
      worker: (name: string) => of.worker(name),
      pause: (ms: number) => of.pause(ms),
      until: <T>(promise: Promise<T>) => of.until(promise),
      now: () => of.now(),
    };
  }
}

describe('MemoryLedger', () => keepsItsPromises(memoryLedger));

describeWithRedis('RedisLedger', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());
  keepsItsPromises(redisLedger(() => server));
});
