import type { Grant, Ledger, LedgerLimits, Reservation, Settlement } from '../shared/boundaries/ledger';
import { budgetExceeded, monthlyExceeded, waitTooLong } from './ledger-errors';

/** Time as the ledger sees it; a test hands in its own. */
export interface LedgerClock {
  now(): number;
  /** Calls back after so many milliseconds; gives what calls that off. */
  after(ms: number, call: () => void): () => void;
}

/** The month's spending, shared by all runs of this machine. */
export interface MonthlySpending {
  /** False when the sum, with this, would be above the limit. */
  reserve(id: string, nanoUsd: number, limitNanoUsd: number): boolean;
  settle(id: string, nanoUsd: number): void;
  total(): number;
}

export interface MemoryLedgerOptions {
  readonly clock: LedgerClock;
  readonly monthly: MonthlySpending;
  /** Said while a call waits: who, for how long yet, how many stand before it. */
  readonly onWait?: (label: string, waitMs: number, before: number) => void;
}

/** The span of "per minute". */
const WINDOW_MS = 60_000;

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
  /** When each settled call stops counting for the rate. */
  private readonly counted: number[] = [];
  private limits: LedgerLimits | undefined;
  private settledNanoUsd = 0;
  private lostNanoUsd = 0;
  private count = 0;
  private cancelWake: () => void = () => undefined;

  constructor(private readonly options: MemoryLedgerOptions) {}

  /** A worker's view of it. */
  for(owner: object): Ledger {
    return {
      reserve: (reservation) => this.reserve(reservation, owner),
      settle: async (settlement) => this.settle(settlement),
    };
  }

  get spentNanoUsd(): number {
    return this.settledNanoUsd + this.lostNanoUsd;
  }

  /** A worker is gone: it waits for nothing any more, and what it had open may have been billed. */
  ownerGone(owner: object): void {
    for (const waiting of this.queue.filter((each) => each.owner === owner)) this.drop(waiting);
    for (const [id, open] of this.open) {
      if (open.owner !== owner) continue;
      this.lostNanoUsd += open.nanoUsd;
      this.close(id);
    }
    this.serve();
  }

  private reserve(reservation: Reservation, owner: object): Promise<Grant> {
    this.limits = strictest(this.limits, reservation.limits);
    return new Promise((grant, refuse) => {
      const { clock } = this.options;
      const waiting: Waiting = { reservation, owner, since: clock.now(), grant, refuse, announced: false, cancelDeadline: () => undefined };
      this.queue.push(waiting);
      this.serve();
      if (!this.queue.includes(waiting)) return;
      waiting.cancelDeadline = clock.after(reservation.maxWaitMs, () => {
        this.drop(waiting);
        refuse(waitTooLong(reservation, this.strictLimits, this.queue.length));
        this.serve();
      });
    });
  }

  private settle({ id, nanoUsd }: Settlement): void {
    if (!this.open.has(id)) return;
    this.settledNanoUsd += nanoUsd;
    this.options.monthly.settle(id, nanoUsd);
    this.close(id);
    this.serve();
  }

  private close(id: string): void {
    this.open.delete(id);
    this.counted.push(this.options.clock.now() + WINDOW_MS);
  }

  /** Grants from the front of the queue as long as rate and money allow. */
  private serve(): void {
    this.cancelWake();
    const now = this.options.clock.now();
    while ((this.counted[0] ?? Number.POSITIVE_INFINITY) <= now) this.counted.shift();
    for (let [first] = this.queue; first !== undefined; [first] = this.queue) {
      const verdict = this.judge(first, now);
      if (verdict === 'wait') break;
      this.drop(first);
      if (verdict === 'grant') this.grant(first, now);
      else first.refuse(verdict);
    }
    this.sleep(now);
  }

  private judge({ reservation, since }: Waiting, now: number): 'grant' | 'wait' | Error {
    const limits = this.strictLimits;
    const held = [...this.open.values()].reduce((sum, { nanoUsd }) => sum + nanoUsd, 0);
    if (this.spentNanoUsd + reservation.nanoUsd > limits.budgetNanoUsd) return budgetExceeded(reservation, limits, this.spentNanoUsd);
    // What is under way may turn out cheaper than it was reserved.
    if (this.spentNanoUsd + held + reservation.nanoUsd > limits.budgetNanoUsd) return 'wait';
    if (this.open.size + this.counted.length < limits.requestsPerMinute) return 'grant';
    const freeAt = this.freeAt(limits);
    if (freeAt !== null && freeAt - since > reservation.maxWaitMs)
      return waitTooLong(reservation, limits, this.queue.length - 1, freeAt - now);
    return 'wait';
  }

  /** When the first in the queue can go for sure, as far as that is known; null while it depends on calls under way. */
  private freeAt(limits: LedgerLimits): number | null {
    const needed = this.open.size + this.counted.length - limits.requestsPerMinute;
    return this.counted[needed] ?? null;
  }

  private grant({ reservation, owner, since, grant, refuse }: Waiting, now: number): void {
    const id = `call${++this.count}`;
    if (!this.options.monthly.reserve(id, reservation.nanoUsd, reservation.limits.monthlyBudgetNanoUsd)) {
      refuse(monthlyExceeded(reservation, this.options.monthly.total()));
      return;
    }
    this.open.set(id, { nanoUsd: reservation.nanoUsd, owner });
    grant({ id, waitedMs: now - since });
  }

  private drop(waiting: Waiting): void {
    const index = this.queue.indexOf(waiting);
    if (index >= 0) this.queue.splice(index, 1);
    waiting.cancelDeadline();
  }

  private sleep(now: number): void {
    this.cancelWake = () => undefined;
    const [first] = this.queue;
    if (first === undefined) return;
    const freeAt = this.freeAt(this.strictLimits);
    if (freeAt === null) return;
    if (!first.announced) this.options.onWait?.(first.reservation.label, freeAt - now, this.queue.length - 1);
    first.announced = true;
    this.cancelWake = this.options.clock.after(Math.max(1, freeAt - now), () => this.serve());
  }

  private get strictLimits(): LedgerLimits {
    return this.limits as LedgerLimits;
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
