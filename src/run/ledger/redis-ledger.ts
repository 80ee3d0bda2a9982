import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { budgetExceeded, waitTooLong } from '../../lm/ledger/ledger-errors';
import { Turns, WINDOW_MS } from '../../lm/ledger/rate-window';
import type { Grant, Ledger, Reservation, Settlement } from '../../shared/boundaries/ledger';
import type { DspexError } from '../../shared/errors';
import { RedisConnection } from './redis-connection';
import { RESERVE, SETTLE } from './redis-scripts';

interface RedisLedgerOptions {
  readonly url: string;
  /** Runs of one key share a budget; the rate is shared by all runs on the server. */
  readonly runKey: string;
  readonly say: (line: string) => void;
  readonly spans?: Partial<Spans>;
}

interface Spans {
  readonly windowMs: number;
  /** A place in the queue is lost after so long without a question. */
  readonly ticketMs: number;
  /** A call that is not settled counts as under way for so long. */
  readonly leaseMs: number;
}

const SPANS: Spans = { windowMs: WINDOW_MS, ticketMs: 5_000, leaseMs: 600_000 };
/** How often it is asked again for what nobody announces: money that is given back, a place that gets free. */
const ASK_AGAIN_MS = 50;

type Verdict = [verdict: 'grant' | 'budget' | 'wait', ...numbers: number[]];

/** When a call can go, at the earliest. */
interface Turn {
  readonly inMs: number;
  readonly before: number;
  readonly requestsPerMinute: number;
}

export interface WaitState {
  /** Already waited elsewhere: counts towards the reservation's `maxWaitMs`. */
  readonly waitedMs?: number;
  /** Aborted when who asks is gone. */
  readonly signal?: AbortSignal;
}

/**
 * The ledger of several machines, in Redis: a log of calls for the rate, which slides, and sums for the money, changed by one script at a
 * time under the server's own clock. What a dead machine reserved stays charged. When Redis does not answer, nothing is granted.
 *
 * Not by rate-limiter-flexible: its window on Redis is a counter with an end, and two windows' worth get through around the turn of one.
 */
export class RedisLedger implements Ledger {
  private readonly connection: RedisConnection;
  private readonly spans: Spans;
  /** What the server calls the data it has; another name means that it lost what we told it. */
  private epoch = '';

  /** Throws IOREDIS_MISSING. */
  constructor(private readonly options: RedisLedgerOptions) {
    this.spans = { ...SPANS, ...options.spans };
    this.connection = new RedisConnection(options.url);
  }

  async reserve(reservation: Reservation, { waitedMs: before = 0, signal }: WaitState = {}): Promise<Grant> {
    const id = randomUUID();
    const startedAt = performance.now() - before;
    let isAnnounced = false;
    for (;;) {
      const [verdict, ...numbers] = await this.judge(id, reservation);
      const waitedMs = performance.now() - startedAt;
      if (verdict === 'grant') return { id, waitedMs };
      if (verdict === 'budget') throw budgetExceeded(reservation, reservation.limits, numbers[0] as number);
      const turn = this.turnOf(numbers);
      if (signal?.aborted || waitedMs + turn.inMs > reservation.maxWaitMs) throw await this.leave(id, reservation, turn);
      if (turn.before === 0 && !isAnnounced)
        this.options.say(`dspex: "${reservation.label}" waits ${Math.ceil(turn.inMs / 1000)} s for the shared rate limit`);
      isAnnounced ||= turn.before === 0;
      await this.pause(Math.min(turn.inMs, reservation.maxWaitMs - waitedMs), signal);
    }
  }

  settle(settlement: Settlement): Promise<void> {
    return this.end(settlement, this.spans.windowMs);
  }

  /** Its worker is gone: see RateWindow.lose. */
  lose(settlement: Settlement): Promise<void> {
    return this.end(settlement, 2 * this.spans.windowMs);
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async end({ id, nanoUsd }: Settlement, countsMs: number): Promise<void> {
    const keys = [key('calls'), this.moneyKey, this.leasesKey];
    await this.connection.ask((redis) => redis.eval(SETTLE, keys.length, ...keys, id, nanoUsd, countsMs * 1000));
  }

  private async judge(id: string, { nanoUsd, limits }: Reservation): Promise<Verdict> {
    const { windowMs, ticketMs, leaseMs } = this.spans;
    const keys = [key('queue'), key('tickets'), key('places'), key('calls'), this.moneyKey, this.leasesKey];
    const asked = [id, nanoUsd, limits.requestsPerMinute, limits.budgetNanoUsd];
    const spans = [ticketMs, leaseMs, windowMs].map((ms) => ms * 1000);
    const given = [...keys, ...asked, ...spans, this.epoch, randomUUID()];
    const answer = await this.connection.ask((redis) => redis.eval(RESERVE, keys.length, ...given));
    const [verdict, epoch, ...numbers] = answer as [Verdict[0] | 'lost', string, ...number[]];
    if (verdict === 'lost') throw this.lostData();
    this.epoch = epoch;
    return [verdict, ...numbers];
  }

  private turnOf([before = 0, limit = 1, ...endsUs]: readonly number[]): Turn {
    const turns = new Turns({ now: 0, ends: endsUs.map((us) => us / 1000), limit, windowMs: this.spans.windowMs });
    for (let place = 0; place < before; place++) turns.take();
    return { inMs: turns.next, before, requestsPerMinute: limit };
  }

  private async pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const bounded = Math.min(Math.max(ms, ASK_AGAIN_MS), this.spans.ticketMs / 2);
    await sleep(bounded, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }

  private async leave(id: string, reservation: Reservation, turn: Turn): Promise<DspexError> {
    await this.connection.ask((redis) => redis.multi().zrem(key('queue'), id).zrem(key('tickets'), id).exec());
    return waitTooLong({ reservation, limits: turn, before: turn.before, neededMs: turn.inMs > 0 ? turn.inMs : null });
  }

  private get moneyKey(): string {
    return key(`money:${this.options.runKey}`);
  }

  private get leasesKey(): string {
    return key(`leases:${this.options.runKey}`);
  }

  private lostData(): DspexError {
    return this.connection.unavailable(
      'it has lost its data since this run began: what was spent, and how many calls were made, is not known any more',
    );
  }
}

/** One slot of a cluster for all of them: a script may touch no other. */
function key(name: string): string {
  return `{dspex}:${name}`;
}
