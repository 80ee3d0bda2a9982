import { randomUUID } from 'node:crypto';
import { type LedgerClock, MemoryLedger } from '../lm/memory-ledger';
import { spendingFolder } from '../lm/state-folders';
import { type Grant, type Ledger, type LedgerLimits, NANO_USD, type Reservation, type Settlement } from '../shared/boundaries/ledger';
import { monthOf, SpendingFile } from './spending-file';

export interface SharedReservation extends Reservation {
  readonly redisUrl: string | null;
  readonly runKey: string | null;
}

/** What the summary tells of the run's money. */
export interface LedgerState {
  readonly spentUsd: number;
  readonly budgetUsd: number;
  readonly monthUsd: number;
  readonly monthlyBudgetUsd: number;
}

const CLOCK: LedgerClock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** The ledgers of a run: its own, and, where one is configured, that of several machines, which has to agree as well. */
export class Ledgers {
  private memory: MemoryLedger | undefined;
  private monthly: SpendingFile | undefined;
  private shared: Promise<Ledger & { close(): Promise<void> }> | undefined;
  private limits: LedgerLimits | undefined;
  /** The grant of the shared ledger for each of our own. */
  private readonly sharedIds = new Map<string, string>();

  constructor(private readonly say: (line: string) => void) {}

  /** `owner` is the worker's connection. */
  async reserve(reservation: SharedReservation, owner: object): Promise<Grant> {
    this.limits = reservation.limits;
    const own = this.own().for(owner);
    const grant = await own.reserve(reservation);
    if (reservation.redisUrl === null) return grant;
    try {
      const shared = await (await this.open(reservation.redisUrl, reservation.runKey)).reserve(reservation);
      this.sharedIds.set(grant.id, shared.id);
      return { id: grant.id, waitedMs: grant.waitedMs + shared.waitedMs };
    } catch (error) {
      await own.settle({ id: grant.id, nanoUsd: 0 });
      throw error;
    }
  }

  async settle(settlement: Settlement, owner: object): Promise<void> {
    await this.memory?.for(owner).settle(settlement);
    const id = this.sharedIds.get(settlement.id);
    this.sharedIds.delete(settlement.id);
    if (id !== undefined) await (await this.shared)?.settle({ ...settlement, id });
  }

  ownerGone(owner: object): void {
    this.memory?.ownerGone(owner);
  }

  /** Null in a run without real calls. */
  get state(): LedgerState | null {
    if (this.memory === undefined || this.limits === undefined) return null;
    return {
      spentUsd: this.memory.spentNanoUsd / NANO_USD,
      budgetUsd: this.limits.budgetNanoUsd / NANO_USD,
      monthUsd: (this.monthly?.total() ?? 0) / NANO_USD,
      monthlyBudgetUsd: this.limits.monthlyBudgetNanoUsd / NANO_USD,
    };
  }

  async close(): Promise<void> {
    const shared = await this.shared?.catch(() => undefined);
    await shared?.close();
  }

  private own(): MemoryLedger {
    if (this.memory === undefined) {
      this.monthly = new SpendingFile(spendingFolder(process.env), randomUUID(), monthOf(new Date()));
      this.memory = new MemoryLedger({
        clock: CLOCK,
        monthly: this.monthly,
        onWait: (label, waitMs, before) =>
          this.say(`dspex: "${label}" waits ${Math.ceil(waitMs / 1000)} s for the rate limit${before > 0 ? `, ${before} behind it` : ''}`),
      });
    }
    return this.memory;
  }

  private open(redisUrl: string, runKey: string | null): Promise<Ledger & { close(): Promise<void> }> {
    this.shared ??= (async () => {
      const { RedisLedger } = require('./redis-ledger') as typeof import('./redis-ledger');
      return RedisLedger.open({ url: redisUrl, runKey: runKey ?? runKeyOf(process.env), say: this.say });
    })();
    return this.shared;
  }
}

/** One budget for all shards of a CI run, by what its service calls the run. */
function runKeyOf(env: NodeJS.ProcessEnv): string {
  const { GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT = '1', CI_PIPELINE_ID, BUILDKITE_BUILD_ID, CIRCLE_WORKFLOW_ID, BUILD_TAG } = env;
  if (GITHUB_RUN_ID) return `github-${GITHUB_RUN_ID}-${GITHUB_RUN_ATTEMPT}`;
  return CI_PIPELINE_ID || BUILDKITE_BUILD_ID || CIRCLE_WORKFLOW_ID || BUILD_TAG || `local-${randomUUID()}`;
}
