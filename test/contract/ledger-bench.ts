import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { LedgerClock, MonthlySpending } from '../../src/lm/ledger/memory-ledger';
import { MemoryLedger } from '../../src/lm/ledger/memory-ledger';
import type { Ledger } from '../../src/shared/boundaries/ledger';

/** A ledger under test, and time as it sees it. */
export interface LedgerBench {
  now(): Promise<number>;
  pause(ms: number): Promise<void>;
  /** Lets time pass until the promise is settled. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Returns when what was asked so far has been looked at. */
  looked(): Promise<void>;
  /** A worker of the run; the same name is the same one. */
  worker(name: string): Ledger;
  /** Ends a worker as SIGKILL does: it tells nobody. */
  kill(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface BenchSpans {
  readonly windowMs?: number;
  /** Ledgers that learn of a death by silence wait for it no longer than this. */
  readonly silenceMs?: number;
}

export interface LedgerKind {
  readonly name: string;
  /** A short window for what has to pass one; the rest is asked of the real minute. */
  readonly shortWindowMs: number;
  open(spans?: BenchSpans): Promise<LedgerBench>;
}

export const memoryLedger: LedgerKind = {
  name: 'MemoryLedger',
  shortWindowMs: 60_000,
  open: async ({ windowMs = 60_000 } = {}) => new MemoryBench(windowMs),
};

/** Without a month's limit. */
export const NO_MONTH: MonthlySpending = { reserve: () => true, settle: () => undefined, total: () => 0 };

class MemoryBench implements LedgerBench {
  private readonly clock = new FakeClock();
  private readonly ledger: MemoryLedger;
  private readonly owners = new Map<string, object>();

  constructor(windowMs: number) {
    this.ledger = new MemoryLedger({ clock: this.clock, monthly: NO_MONTH, windowMs });
  }

  async now(): Promise<number> {
    return this.clock.now();
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(ms, resolve));
  }

  until<T>(promise: Promise<T>): Promise<T> {
    return this.clock.until(promise);
  }

  async looked(): Promise<void> {
    await turnOfLoop();
  }

  worker(name: string): Ledger {
    return this.ledger.for(this.owner(name));
  }

  async kill(name: string): Promise<void> {
    this.ledger.ownerGone(this.owner(name));
  }

  async close(): Promise<void> {}

  private owner(name: string): object {
    const owner = this.owners.get(name) ?? { name };
    this.owners.set(name, owner);
    return owner;
  }
}

/** Time that passes when all else has been done. */
export class FakeClock implements LedgerClock {
  private ms = 0;
  private timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.ms;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.ms + ms, call };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    promise.then(
      () => (isSettled = true),
      () => (isSettled = true),
    );
    for (;;) {
      await turnOfLoop();
      if (isSettled) return promise;
      this.pass();
    }
  }

  /** To the next timer. */
  private pass(): void {
    const [next] = this.timers.sort((a, b) => a.at - b.at);
    if (next === undefined) throw new Error('everything waits, and for nothing');
    this.timers = this.timers.filter((each) => each !== next);
    this.ms = Math.max(this.ms, next.at);
    next.call();
  }
}
