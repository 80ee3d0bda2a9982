import type { Grant, Ledger, LedgerLimits, Reservation, Settlement } from '../../shared/boundaries/ledger';
import { budgetExceeded, monthlyExceeded, waitTooLong } from './ledger-errors';
import { RateWindow, WINDOW_MS } from './rate-window';

/** Time as the ledger sees it; a test hands in its own. */
export interface LedgerClock {
  now(): number;
  /** Calls back after so many milliseconds; gives what calls that off. */
  after(ms: number, call: () => void): () => void;
}

/** The month's spending, shared by all runs of this machine. */
export interface MonthlySpending {
  /** False when the sum, with this, would be above the limit. Throws LEDGER_UNAVAILABLE. */
  reserve(id: string, nanoUsd: number, limitNanoUsd: number): boolean;
  /** Throws LEDGER_UNAVAILABLE; then what was reserved stays charged. */
  settle(id: string, nanoUsd: number): void;
  total(): number;
}

export interface MemoryLedgerOptions {
  readonly clock: LedgerClock;
  readonly monthly: MonthlySpending;
  readonly windowMs?: number;
  /** Said when a call has to wait: who, for how long at least (0: for money that calls under way hold), how many stand behind it. */
  readonly onWait?: (label: string, waitMs: number, behind: number) => void;
}

interface Waiting {
  readonly reservation: Reservation;
  readonly owner: object;
  readonly since: number;
  readonly grant: (grant: Grant) => void;
  readonly refuse: (error: Error) => void;
  announced: boolean;
  cancelDeadline: () => void;
}

interface Open {
  readonly nanoUsd: number;
  readonly owner: object;
}

/** The ledger of one run, in one process. `owner` stands for a worker: what it left open when it ended stays charged. */
export class MemoryLedger {
  private readonly queue: Waiting[] = [];
  private readonly open = new Map<string, Open>();
  private readonly rate: RateWindow;
  private strictLimits: LedgerLimits | undefined;
  private spent = 0;
  private held = 0;
  private count = 0;
  private cancelWake: () => void = () => undefined;

  constructor(private readonly options: MemoryLedgerOptions) {
    this.rate = new RateWindow(options.windowMs ?? WINDOW_MS);
  }

  /** A worker's view of it. */
  for(owner: object): Ledger {
    return {
      reserve: (reservation) => this.reserve(reservation, owner),
      settle: async (settlement) => this.settle(settlement),
    };
  }

  get spentNanoUsd(): number {
    return this.spent;
  }

  /** The strictest that the run's workers sent; undefined before the first reservation. */
  get limits(): LedgerLimits | undefined {
    return this.strictLimits;
  }

  /** A worker is gone: it waits for nothing any more, and what it had open may have been billed. */
  ownerGone(owner: object): void {
    for (const waiting of this.queue.filter((each) => each.owner === owner)) this.drop(waiting);
    for (const [id, open] of this.open) {
      if (open.owner !== owner) continue;
      this.close(id, open.nanoUsd);
      this.rate.lose(id, this.options.clock.now());
    }
    this.serve();
  }

  /** Takes a grant back that nobody used. */
  release(id: string): void {
    if (!this.open.has(id)) return;
    this.close(id, 0);
    this.rate.cancel(id);
    this.serve();
    this.options.monthly.settle(id, 0);
  }

  private reserve(reservation: Reservation, owner: object): Promise<Grant> {
    this.strictLimits = strictest(this.strictLimits, reservation.limits);
    return new Promise((grant, refuse) => {
      const { clock } = this.options;
      const waiting: Waiting = { reservation, owner, since: clock.now(), grant, refuse, announced: false, cancelDeadline: () => undefined };
      this.queue.push(waiting);
      this.serve();
      if (!this.queue.includes(waiting)) return;
      waiting.cancelDeadline = clock.after(reservation.maxWaitMs, () => {
        this.refuse(waiting, waitTooLong({ reservation, limits: this.limitsNow, before: this.queue.indexOf(waiting), neededMs: null }));
        this.serve();
      });
    });
  }

  private settle({ id, nanoUsd }: Settlement): void {
    if (!this.open.has(id)) return;
    this.close(id, nanoUsd);
    this.rate.end(id, this.options.clock.now());
    this.serve();
    this.options.monthly.settle(id, nanoUsd);
  }

  private close(id: string, nanoUsd: number): void {
    this.held -= (this.open.get(id) as Open).nanoUsd;
    this.spent += nanoUsd;
    this.open.delete(id);
  }

  /** Refuses whoever cannot go in time, and grants from the front of the queue as long as rate and money allow. */
  private serve(): void {
    if (this.queue.length === 0) {
      this.cancelWake();
      return;
    }
    const now = this.options.clock.now();
    this.refuseHopeless(now);
    for (let [first] = this.queue; first !== undefined && this.canGo(first, now); [first] = this.queue) this.grant(first, now);
    this.sleep(now);
  }

  /** Anywhere in the queue: who cannot be served does not stand in line to learn it. */
  private refuseHopeless(now: number): void {
    const limits = this.limitsNow;
    const turns = this.rate.turns(limits.requestsPerMinute, now);
    let before = 0;
    for (const waiting of [...this.queue]) {
      const { reservation, since } = waiting;
      if (this.spent + reservation.nanoUsd > limits.budgetNanoUsd) this.refuse(waiting, budgetExceeded(reservation, limits, this.spent));
      else if (turns.next - since > reservation.maxWaitMs)
        this.refuse(waiting, waitTooLong({ reservation, limits, before, neededMs: turns.next - now }));
      else {
        turns.take();
        before += 1;
      }
    }
  }

  private canGo({ reservation }: Waiting, now: number): boolean {
    const { budgetNanoUsd, requestsPerMinute } = this.limitsNow;
    // What is under way may turn out cheaper than it was reserved: then the money waits for it, and the call for the money.
    return this.spent + this.held + reservation.nanoUsd <= budgetNanoUsd && this.rate.hasRoom(requestsPerMinute, now);
  }

  private grant(waiting: Waiting, now: number): void {
    const { reservation, owner, since } = waiting;
    const id = `call${++this.count}`;
    const { monthly } = this.options;
    try {
      const limit = this.limitsNow.monthlyBudgetNanoUsd;
      if (!monthly.reserve(id, reservation.nanoUsd, limit)) throw monthlyExceeded(reservation, limit, monthly.total());
    } catch (error) {
      this.refuse(waiting, error as Error);
      return;
    }
    this.drop(waiting);
    this.open.set(id, { nanoUsd: reservation.nanoUsd, owner });
    this.held += reservation.nanoUsd;
    this.rate.begin(id);
    waiting.grant({ id, waitedMs: now - since });
  }

  private refuse(waiting: Waiting, error: Error): void {
    this.drop(waiting);
    waiting.refuse(error);
  }

  private drop(waiting: Waiting): void {
    const index = this.queue.indexOf(waiting);
    if (index >= 0) this.queue.splice(index, 1);
    waiting.cancelDeadline();
  }

  /** Until the first in the queue may go; a settlement wakes sooner. */
  private sleep(now: number): void {
    this.cancelWake();
    this.cancelWake = () => undefined;
    const [first] = this.queue;
    if (first === undefined) return;
    const waitMs = this.rate.turns(this.limitsNow.requestsPerMinute, now).next - now;
    if (!first.announced) this.options.onWait?.(first.reservation.label, waitMs, this.queue.length - 1);
    first.announced = true;
    if (waitMs > 0) this.cancelWake = this.options.clock.after(waitMs, () => this.serve());
  }

  private get limitsNow(): LedgerLimits {
    return this.strictLimits as LedgerLimits;
  }
}

function strictest(before: LedgerLimits | undefined, now: LedgerLimits): LedgerLimits {
  if (before === undefined) return now;
  return {
    requestsPerMinute: Math.min(before.requestsPerMinute, now.requestsPerMinute),
    budgetNanoUsd: Math.min(before.budgetNanoUsd, now.budgetNanoUsd),
    monthlyBudgetNanoUsd: Math.min(before.monthlyBudgetNanoUsd, now.monthlyBudgetNanoUsd),
  };
}
