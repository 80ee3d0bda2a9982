import type { Grant, Ledger, LedgerLimits, Reservation, Settlement, Spender } from '../../shared/boundaries/ledger';
import { budgetExceeded, monthlyExceeded, waitTooLong } from './ledger-errors';
import { RateWindow, WINDOW_MS } from './rate-window';
import { RunMoney } from './run-money';
import { strictestLimits } from './strictest-limits';
import { type Waiting, WaitingLine } from './waiting-line';

/** Time as the ledger sees it; a test hands in its own. */
export interface LedgerClock {
  now(): number;
  /** Calls back after so many milliseconds; gives what calls that off. */
  after(ms: number, call: () => void): () => void;
}

/** The month's spending, shared by all runs of this machine. */
export interface MonthlySpending {
  /** False when the sum, with this, would be above the limit. Throws LEDGER_UNAVAILABLE. */
  reserve(id: string, nanoUsd: number, limitNanoUsd: number, spender?: Spender): boolean;
  /** Throws LEDGER_UNAVAILABLE; then what was reserved stays charged. */
  settle(id: string, nanoUsd: number): void;
  total(): number;
}

interface MemoryLedgerOptions {
  readonly clock: LedgerClock;
  readonly monthly: MonthlySpending;
  readonly windowMs?: number;
  /** Called when a call has to wait: who, for how long at least (0: for money that calls under way hold), how many stand behind it. */
  readonly onWait?: (label: string, waitMs: number, behind: number) => void;
}

/** The ledger of one run, in one process. `owner` stands for a worker: what it left open when it ended stays charged. */
export class MemoryLedger {
  private readonly line = new WaitingLine();
  private readonly money = new RunMoney();
  private readonly rate: RateWindow;
  private strictest: LedgerLimits | undefined;
  private granted = 0;
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
    return this.money.spentNanoUsd;
  }

  /** The strictest that the run's workers sent; undefined before the first reservation. */
  get limits(): LedgerLimits | undefined {
    return this.strictest;
  }

  /** A worker is gone: it waits for nothing any more, and what it had open may have been billed. */
  ownerGone(owner: object): void {
    for (const waiting of this.line.of(owner)) this.line.leave(waiting);
    for (const id of this.money.charge(owner)) this.rate.lose(id, this.now);
    this.serve();
  }

  /** Takes a grant back that nobody used. */
  release(id: string): void {
    if (!this.money.settle(id, 0)) return;
    this.rate.cancel(id);
    this.serve();
    this.options.monthly.settle(id, 0);
  }

  private reserve(reservation: Reservation, owner: object): Promise<Grant> {
    this.strictest = strictestLimits(this.strictest, reservation.limits);
    return new Promise((grant, refuse) => {
      const waiting: Waiting = { reservation, owner, since: this.now, grant, refuse, announced: false, cancelDeadline: () => undefined };
      this.line.join(waiting);
      this.serve();
      if (this.line.has(waiting)) waiting.cancelDeadline = this.options.clock.after(reservation.maxWaitMs, () => this.giveUp(waiting));
    });
  }

  private giveUp(waiting: Waiting): void {
    const before = this.line.countBefore(waiting);
    this.line.refuse(waiting, waitTooLong({ reservation: waiting.reservation, limits: this.limitsNow, before, neededMs: null }));
    this.serve();
  }

  private settle({ id, nanoUsd }: Settlement): void {
    if (!this.money.settle(id, nanoUsd)) return;
    this.rate.end(id, this.now);
    this.serve();
    this.options.monthly.settle(id, nanoUsd);
  }

  /** Refuses whoever cannot go in time, and grants from the front of the line as long as rate and money allow. */
  private serve(): void {
    if (this.line.length === 0) {
      this.cancelWake();
      return;
    }
    const { now } = this;
    this.refuseHopeless(now);
    while (this.line.first !== undefined && this.canGo(this.line.first, now)) this.grant(this.line.first, now);
    this.sleep(now);
  }

  /** Anywhere in the line: who cannot be served does not stand in it to learn that. */
  private refuseHopeless(now: number): void {
    const limits = this.limitsNow;
    const turns = this.rate.turns(limits.requestsPerMinute, now);
    let before = 0;
    for (const waiting of this.line.all()) {
      const { reservation, since } = waiting;
      if (!this.money.couldPay(reservation.nanoUsd, limits.budgetNanoUsd))
        this.line.refuse(waiting, budgetExceeded(reservation, limits, this.spentNanoUsd));
      else if (turns.next - since > reservation.maxWaitMs)
        this.line.refuse(waiting, waitTooLong({ reservation, limits, before, neededMs: turns.next - now }));
      else {
        turns.take();
        before += 1;
      }
    }
  }

  private canGo({ reservation }: Waiting, now: number): boolean {
    const { budgetNanoUsd, requestsPerMinute } = this.limitsNow;
    return this.money.canPay(reservation.nanoUsd, budgetNanoUsd) && this.rate.hasRoom(requestsPerMinute, now);
  }

  private grant(waiting: Waiting, now: number): void {
    const { reservation, owner, since } = waiting;
    const id = `call${++this.granted}`;
    try {
      this.reserveMonth(id, reservation);
    } catch (error) {
      this.line.refuse(waiting, error as Error);
      return;
    }
    this.line.leave(waiting);
    this.money.reserve(id, reservation.nanoUsd, owner);
    this.rate.begin(id);
    waiting.grant({ id, waitedMs: now - since });
  }

  private reserveMonth(id: string, reservation: Reservation): void {
    const { monthly } = this.options;
    const limit = this.limitsNow.monthlyBudgetNanoUsd;
    if (!monthly.reserve(id, reservation.nanoUsd, limit, reservation.spender)) throw monthlyExceeded(reservation, limit, monthly.total());
  }

  /** Until the first in the line may go; a settlement wakes sooner. */
  private sleep(now: number): void {
    this.cancelWake();
    this.cancelWake = () => undefined;
    const { first } = this.line;
    if (first === undefined) return;
    const waitMs = this.rate.turns(this.limitsNow.requestsPerMinute, now).next - now;
    if (!first.announced) this.options.onWait?.(first.reservation.label, waitMs, this.line.length - 1);
    first.announced = true;
    if (waitMs > 0) this.cancelWake = this.options.clock.after(waitMs, () => this.serve());
  }

  private get now(): number {
    return this.options.clock.now();
  }

  private get limitsNow(): LedgerLimits {
    return this.strictest as LedgerLimits;
  }
}
