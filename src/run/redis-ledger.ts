import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { budgetExceeded, waitTooLong } from '../lm/ledger-errors';
import type { Grant, Ledger, Reservation, Settlement } from '../shared/boundaries/ledger';
import { DspexError } from '../shared/errors';

/** What is asked of the server for one reservation; the script answers [verdict, milliseconds or billionths of a dollar]. */
const RESERVE = `
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local id, cost, limit, budget, ticketTtl = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local window, lease = 60000, tonumber(ARGV[6])

-- A worker that died waiting keeps its place only as long as it asks.
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', ms)
for _, gone in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if redis.call('ZSCORE', KEYS[4], gone) then break end
  if gone == id then break end
  redis.call('LPOP', KEYS[1])
end
if not redis.call('ZSCORE', KEYS[4], id) then redis.call('RPUSH', KEYS[1], id) end
redis.call('ZADD', KEYS[4], ms + ticketTtl, id)

local spent = tonumber(redis.call('HGET', KEYS[3], 'spent') or '0')
local held = tonumber(redis.call('HGET', KEYS[3], 'held') or '0')
local function leave() redis.call('LREM', KEYS[1], 1, id) redis.call('ZREM', KEYS[4], id) end
if spent + cost > budget then leave() return {'budget', spent} end
if redis.call('LINDEX', KEYS[1], 0) ~= id then return {'wait', 50} end
if spent + held + cost > budget then return {'wait', 50} end

-- Calls under way count until their lease ends, settled ones for a minute after that.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ms)
if redis.call('ZCARD', KEYS[2]) >= limit then
  local first = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  return {'rate', math.max(1, tonumber(first[2]) - ms)}
end
leave()
redis.call('ZADD', KEYS[2], ms + lease + window, id)
redis.call('HINCRBY', KEYS[3], 'held', ARGV[2])
redis.call('HSET', KEYS[3], 'call:' .. id, ARGV[2])
redis.call('PEXPIRE', KEYS[2], lease + 2 * window)
redis.call('PEXPIRE', KEYS[3], 86400000)
return {'grant', 0}
`;

const SETTLE = `
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local reserved = redis.call('HGET', KEYS[2], 'call:' .. ARGV[1])
if not reserved then return 0 end
redis.call('HDEL', KEYS[2], 'call:' .. ARGV[1])
redis.call('HINCRBY', KEYS[2], 'held', -tonumber(reserved))
redis.call('HINCRBY', KEYS[2], 'spent', ARGV[2])
redis.call('ZADD', KEYS[1], 'XX', ms + 60000, ARGV[1])
return 1
`;

/** A place in the queue is lost after so long without a question. */
const TICKET_MS = 5_000;
/** A call that is never settled counts as under way for so long. */
const LEASE_MS = 600_000;

export interface RedisLedgerOptions {
  readonly url: string;
  /** Runs of one key share a budget; the rate is shared by all runs on the server. */
  readonly runKey: string;
  readonly say: (line: string) => void;
}

/**
 * The ledger of several machines, in Redis: a log of calls for the rate, which slides, and a sum for the money, changed by one script at
 * a time under the server's own clock. What a dead worker reserved stays held. When Redis does not answer, nothing is granted.
 *
 * A counter per window, as rate limiters for Redis keep it, would let two windows' worth through around the turn of one.
 */
export class RedisLedger implements Ledger {
  private constructor(
    private readonly redis: Redis,
    private readonly options: RedisLedgerOptions,
  ) {}

  /** Throws LEDGER_UNAVAILABLE. */
  static async open(options: RedisLedgerOptions): Promise<RedisLedger> {
    const redis = new Redis(options.url, {
      lazyConnect: true,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      retryStrategy: () => null,
      connectTimeout: 5_000,
      commandTimeout: 5_000,
    });
    redis.on('error', () => undefined); // Told by the command that fails.
    const ledger = new RedisLedger(redis, options);
    await ledger.ask(() => redis.connect());
    return ledger;
  }

  async reserve(reservation: Reservation): Promise<Grant> {
    const id = randomUUID();
    const startedAt = performance.now();
    for (let asked = 0; ; asked++) {
      const waitedMs = performance.now() - startedAt;
      const [verdict, amount] = await this.ask(() => this.judge(id, reservation));
      if (verdict === 'grant') return { id, waitedMs };
      if (verdict === 'budget') throw budgetExceeded(reservation, reservation.limits, amount);
      const rateMs = verdict === 'rate' ? amount : 0;
      if (waitedMs + rateMs > reservation.maxWaitMs) throw await this.leave(id, reservation, rateMs);
      if (asked === 0 && rateMs > 0)
        this.options.say(`dspex: "${reservation.label}" waits ${Math.ceil(rateMs / 1000)} s for the shared rate limit`);
      await sleep(Math.min(amount, TICKET_MS / 2));
    }
  }

  async settle({ id, nanoUsd }: Settlement): Promise<void> {
    await this.ask(() => this.redis.eval(SETTLE, 2, this.key('calls'), this.budgetKey, id, nanoUsd));
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }

  private async leave(id: string, reservation: Reservation, neededMs: number): Promise<DspexError> {
    await this.ask(() => this.redis.multi().lrem(this.key('queue'), 1, id).zrem(this.key('tickets'), id).exec());
    const before = await this.ask(() => this.redis.llen(this.key('queue')));
    return waitTooLong(reservation, reservation.limits, before, neededMs);
  }

  private judge(id: string, { nanoUsd, limits }: Reservation): Promise<['grant' | 'wait' | 'rate' | 'budget', number]> {
    const keys = [this.key('queue'), this.key('calls'), this.budgetKey, this.key('tickets')];
    const { requestsPerMinute, budgetNanoUsd } = limits;
    return this.redis.eval(RESERVE, 4, ...keys, id, nanoUsd, requestsPerMinute, budgetNanoUsd, TICKET_MS, LEASE_MS) as never;
  }

  private key(name: string): string {
    return `{dspex}:${name}`;
  }

  private get budgetKey(): string {
    return `{dspex}:budget:${this.options.runKey}`;
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      const { host, port } = this.redis.options;
      throw new DspexError({
        code: 'LEDGER_UNAVAILABLE',
        what: `The shared ledger in Redis at ${host}:${port} does not answer, so no real LM call is made.`,
        why: (cause as Error).message,
        next: `redis-cli -h ${host} -p ${port} ping   # then run again; without DSPEX_REDIS_URL the ledger holds for this machine alone`,
        cause,
      });
    }
  }
}
