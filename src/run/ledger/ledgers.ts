import { type LedgerClock, MemoryLedger } from '../../lm/ledger/memory-ledger';
import { WINDOW_MS } from '../../lm/ledger/rate-window';
import { type Grant, NANO_USD, type Reservation, type Settlement } from '../../shared/boundaries/ledger';
import type { Report } from '../../shared/boundaries/report';
import { LONGEST_TIMER_MS } from '../../shared/waits/real-timers';
import type { RedisLedger } from './redis-ledger';
import { runKeyOf } from './run-key';
import { SpendingFile } from './spending-file';
import { spendingFolder } from './spent-calls';

export interface SharedReservation extends Reservation {
  readonly redisUrl: string | null;
  readonly runKey: string | null;
}

interface LedgersOptions {
  readonly say: (line: string) => void;
  readonly windowMs?: number;
}

interface SharedGrant {
  readonly id: string;
  readonly nanoUsd: number;
  readonly owner: object;
}

const CLOCK: LedgerClock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, Math.min(ms, LONGEST_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** The ledgers of a run: its own, and, where one is configured, that of several machines, which has to agree as well. */
export class Ledgers {
  private readonly monthly = new SpendingFile(spendingFolder(process.env), () => new Date());
  private readonly own: MemoryLedger;
  private shared: RedisLedger | undefined;
  private readonly sharedGrants = new Map<string, SharedGrant>();
  /** Granted here, and not yet by the shared ledger: nothing was sent. */
  private readonly unconfirmed = new Map<string, object>();
  /** Aborted when the worker is gone. */
  private readonly owners = new WeakMap<object, AbortController>();

  constructor(private readonly options: LedgersOptions) {
    this.own = new MemoryLedger({
      clock: CLOCK,
      windowMs: options.windowMs ?? WINDOW_MS,
      monthly: this.monthly,
      onWait: (label, waitMs, behind) =>
        options.say(`dspex: "${label}" waits ${forWhat(waitMs)}${behind > 0 ? `, ${behind} more behind it` : ''}`),
    });
  }

  /** `owner` is the worker's connection. */
  async reserve(reservation: SharedReservation, owner: object): Promise<Grant> {
    const grant = await this.own.for(owner).reserve(reservation);
    const { redisUrl, runKey, nanoUsd } = reservation;
    if (redisUrl === null) return grant;
    const { signal } = this.controllerOf(owner);
    this.unconfirmed.set(grant.id, owner);
    try {
      const ledger = this.open(redisUrl, runKey);
      const { id, waitedMs } = await ledger.reserve(reservation, { waitedMs: grant.waitedMs, signal });
      this.sharedGrants.set(grant.id, { id, nanoUsd, owner });
      if (signal.aborted) this.loseShared(owner);
      return { id: grant.id, waitedMs };
    } catch (error) {
      await this.orSayCharged(() => this.own.release(grant.id));
      throw error;
    } finally {
      this.unconfirmed.delete(grant.id);
    }
  }

  /** Never throws, see orSayCharged. */
  async settle(settlement: Settlement, owner: object): Promise<void> {
    await this.orSayCharged(() => this.own.for(owner).settle(settlement));
    const grant = this.sharedGrants.get(settlement.id);
    this.sharedGrants.delete(settlement.id);
    if (grant !== undefined) await this.orSayCharged(() => this.shared?.settle({ ...settlement, id: grant.id }));
  }

  ownerGone(owner: object): void {
    this.controllerOf(owner).abort();
    for (const [id, whose] of this.unconfirmed) if (whose === owner) void this.orSayCharged(() => this.own.release(id));
    this.own.ownerGone(owner);
    this.loseShared(owner);
  }

  /** Null in a run without real calls. */
  get state(): Report['ledger'] {
    const { limits, spentNanoUsd } = this.own;
    if (limits === undefined) return null;
    return {
      spentUsd: spentNanoUsd / NANO_USD,
      budgetUsd: limits.budgetNanoUsd / NANO_USD,
      monthUsd: this.monthUsd(),
      monthlyBudgetUsd: limits.monthlyBudgetNanoUsd / NANO_USD,
    };
  }

  async close(): Promise<void> {
    await this.shared?.close();
  }

  private loseShared(owner: object): void {
    for (const [ownId, { id, nanoUsd, owner: whose }] of this.sharedGrants) {
      if (whose !== owner) continue;
      this.sharedGrants.delete(ownId);
      void this.orSayCharged(() => this.shared?.lose({ id, nanoUsd }));
    }
  }

  /** What cannot be settled stays charged at its most, and the run says so: the call itself was made and paid for. */
  private async orSayCharged(settling: () => Promise<void> | void): Promise<void> {
    try {
      await settling();
    } catch (error) {
      this.options.say(`dspex: a real LM call stays charged at the most it could cost: ${(error as Error).message}`);
    }
  }

  private monthUsd(): number | null {
    try {
      return this.monthly.total() / NANO_USD;
    } catch {
      return null; // Then no call was granted either, and the tests that asked say why.
    }
  }

  private controllerOf(owner: object): AbortController {
    const controller = this.owners.get(owner) ?? new AbortController();
    this.owners.set(owner, controller);
    return controller;
  }

  private open(url: string, runKey: string | null): RedisLedger {
    if (this.shared === undefined) {
      const { RedisLedger: Shared } = require('./redis-ledger') as typeof import('./redis-ledger');
      const { say, windowMs = WINDOW_MS } = this.options;
      this.shared = new Shared({ url, runKey: runKey ?? runKeyOf(process.env), say, spans: { windowMs } });
    }
    return this.shared;
  }
}

function forWhat(waitMs: number): string {
  return waitMs > 0 ? `${Math.ceil(waitMs / 1000)} s for the rate limit` : 'for money that calls under way hold';
}
