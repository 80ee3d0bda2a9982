import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { DspexError } from '../../shared/errors';

/** One connection to a Redis server. It is made at the first question, and anew at the next one after it broke. */
export class RedisConnection {
  private readonly redis: Redis;
  private connecting: Promise<void> | undefined;
  private isClosed = false;

  /** Throws IOREDIS_MISSING. */
  constructor(url: string) {
    this.redis = new (loadIoredis().default)(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      retryStrategy: () => null, // The next call connects anew, or is refused.
      connectTimeout: 5_000,
      commandTimeout: 5_000,
    });
    this.redis.on('error', () => undefined); // The command that fails says why.
  }

  /** Throws LEDGER_UNAVAILABLE where the server does not answer. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      await this.connect();
      return await question(this.redis);
    } catch (cause) {
      throw this.unavailable((cause as Error).message, cause);
    }
  }

  /** An error that says why the server's word does not count. */
  unavailable(why: string, cause?: unknown): DspexError {
    const { host, port, path } = this.redis.options;
    const cli = path ? `redis-cli -s ${path}` : `redis-cli -h ${host} -p ${port}`;
    return new DspexError({
      code: 'LEDGER_UNAVAILABLE',
      what: `The shared ledger in Redis at ${path ?? `${host}:${port}`} does not hold, so no real LM call is made.`,
      why,
      next: `${cli} ping   # then run again; without DSPEX_REDIS_URL the ledger holds for this machine alone`,
      cause,
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (['wait', 'end'].includes(this.redis.status)) return;
    const end = once(this.redis, 'end');
    this.redis.disconnect();
    await end;
  }

  private async connect(): Promise<void> {
    if (this.isClosed) throw new Error('the run is over');
    if (this.redis.status === 'ready') return;
    this.connecting ??= this.redis.connect().finally(() => (this.connecting = undefined));
    await this.connecting;
  }
}

/** Only who shares a ledger installs it; of its exports all versions 5 have the default. Throws IOREDIS_MISSING. */
function loadIoredis(): typeof import('ioredis') {
  try {
    return require('ioredis') as typeof import('ioredis');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new DspexError({
      code: 'IOREDIS_MISSING',
      what: 'The shared ledger needs the package ioredis, which is not installed, so no real LM call is made.',
      why: 'DSPEX_REDIS_URL, or ledger.redisUrl, names a Redis server; the client for it comes only with projects that want it',
      next: 'npm i -D ioredis   # without a URL the ledger holds for this machine alone',
      cause,
    });
  }
}
