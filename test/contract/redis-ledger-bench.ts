import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { RedisLedger } from '../../src/run/ledger/redis-ledger';
import type { Ledger } from '../../src/shared/boundaries/ledger';
import type { BenchSpans, LedgerBench, LedgerKind } from './ledger-bench';
import type { RedisServer } from './redis-server';

export function redisLedger(server: () => RedisServer): LedgerKind {
  return {
    name: 'RedisLedger',
    shortWindowMs: 300,
    open: async (spans = {}) => {
      const client = server().client();
      await client.flushall();
      return new RedisBench(server(), client, spans);
    },
  };
}

/** Each worker is a machine of its own; time is real, and is the server's. */
class RedisBench implements LedgerBench {
  private readonly runKey = randomUUID();
  private readonly machines = new Map<string, { ledger: RedisLedger; end: AbortController }>();

  constructor(
    private readonly server: RedisServer,
    private readonly client: Redis,
    private readonly spans: BenchSpans,
  ) {}

  async now(): Promise<number> {
    const [seconds, microseconds] = await this.client.time();
    return Number(seconds) * 1000 + Number(microseconds) / 1000;
  }

  async pause(ms: number): Promise<void> {
    await sleep(ms);
  }

  until<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }

  async looked(): Promise<void> {
    for (let round = 0; round < 3; round++) await this.client.ping();
  }

  worker(name: string): Ledger {
    const { ledger, end } = this.machine(name);
    return {
      reserve: (reservation) => ledger.reserve(reservation, { signal: end.signal }),
      settle: (settlement) => ledger.settle(settlement),
    };
  }

  async kill(name: string): Promise<void> {
    await this.machine(name).ledger.close();
  }

  async close(): Promise<void> {
    for (const { ledger, end } of this.machines.values()) {
      end.abort();
      await ledger.close();
    }
    await this.client.quit();
  }

  private machine(name: string): { ledger: RedisLedger; end: AbortController } {
    const machine = this.machines.get(name) ?? { ledger: this.open(), end: new AbortController() };
    this.machines.set(name, machine);
    return machine;
  }

  private open(): RedisLedger {
    const { windowMs = 60_000, silenceMs } = this.spans;
    const silence = silenceMs === undefined ? {} : { leaseMs: silenceMs, ticketMs: silenceMs };
    return new RedisLedger({ url: this.server.url, runKey: this.runKey, say: () => undefined, spans: { windowMs, ...silence } });
  }
}
