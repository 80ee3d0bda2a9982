import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledgers, type SharedReservation } from '../../src/run/ledger/ledgers';
import { until } from '../until';
import { describeWithRedis, RedisServer } from './redis-server';

// Two ledgers, as two machines have them, over one real Redis. A test fails when a call is granted that the server did not agree to.
describeWithRedis('the ledgers of two machines over one Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dspex-redis-ledger-'));
  const stateDir = process.env.DSPEX_STATE_DIR;
  let server: RedisServer;
  let opened: Ledgers[] = [];
  let said: string[] = [];

  beforeAll(async () => {
    process.env.DSPEX_STATE_DIR = folder;
    server = await RedisServer.start();
  });
  afterEach(async () => {
    for (const ledgers of opened) await ledgers.close();
    opened = [];
    said = [];
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    process.env.DSPEX_STATE_DIR = stateDir ?? '';
  });

  const machine = (): Ledgers => {
    const ledgers = new Ledgers({ say: (line) => said.push(line), windowMs: 300 });
    opened.push(ledgers);
    return ledgers;
  };
  const asking = (runKey: string, more: Partial<SharedReservation> = {}): SharedReservation => ({
    nanoUsd: 10,
    limits: { requestsPerMinute: 1000, budgetNanoUsd: 100, monthlyBudgetNanoUsd: Number.MAX_SAFE_INTEGER },
    maxWaitMs: 20_000,
    label: 'a test',
    redisUrl: server.url,
    runKey,
    ...more,
  });
  const [alice, bob] = [{}, {}];

  // Fails when each machine has a budget of its own.
  test('spend one budget together', async () => {
    const [one, other, key] = [machine(), machine(), randomUUID()];
    await one.settle({ ...(await one.reserve(asking(key, { nanoUsd: 60 }), alice)), nanoUsd: 60 }, alice);
    await expect(other.reserve(asking(key, { nanoUsd: 50 }), bob)).rejects.toMatchObject({ code: 'LM_BUDGET_EXCEEDED' });
    await other.reserve(asking(key, { nanoUsd: 40 }), bob);
    // Refused by the other machine's money: that took nothing of this machine's own.
    expect(other.state?.spentUsd).toBe(0);
  });

  // Fails when a worker's death gives its money back, or holds up the money for as long as a lease lasts.
  test('keep charged at once what a worker of either had reserved when it died', async () => {
    const [one, other, key] = [machine(), machine(), randomUUID()];
    await one.reserve(asking(key, { nanoUsd: 80 }), alice);
    one.ownerGone(alice);
    await expect(other.reserve(asking(key, { nanoUsd: 50 }), bob)).rejects.toMatchObject({ code: 'LM_BUDGET_EXCEEDED' });
  });

  // Fails when a dead worker's question goes on, and is granted to nobody.
  test('stop asking for a worker that died waiting', async () => {
    const [one, other, key] = [machine(), machine(), randomUUID()];
    const { id } = await one.reserve(asking(key, { nanoUsd: 60 }), alice);
    const dies = other.reserve(asking(key, { nanoUsd: 50 }), bob);
    dies.catch(() => undefined);
    await until('a line that says that a call waits', () => said.some((line) => line.includes('waits')));
    other.ownerGone(bob);
    await expect(dies).rejects.toMatchObject({ code: 'LM_RATE_WAIT_TOO_LONG' });
    expect(other.state?.spentUsd).toBe(0);
    await one.settle({ id, nanoUsd: 60 }, alice);
    await one.reserve(asking(key, { nanoUsd: 40 }), alice);
  });

  // Fails when silence is taken for consent: first no server at all, then one that ends between two calls and under a call.
  test('deny when Redis is down, and go on when it is there', async () => {
    const key = randomUUID();
    await server.kill();
    const one = machine();
    for (let call = 0; call < 3; call++)
      await expect(one.reserve(asking(key, { limits: { ...asking(key).limits, requestsPerMinute: 1 } }), alice)).rejects.toMatchObject({
        code: 'LEDGER_UNAVAILABLE',
        message: expect.stringContaining(`127.0.0.1:${new URL(server.url).port}`),
      });
    await server.run();
    // Refused calls took no place in the machine's own rate of 1.
    await one.reserve(asking(key), alice);
  });

  // Fails when a server that forgot what was spent lets it be spent again.
  test('deny when Redis has lost its data in the middle, and say what stays charged', async () => {
    const [one, other, key] = [machine(), machine(), randomUUID()];
    const { id } = await one.reserve(asking(key, { nanoUsd: 60 }), alice);
    await other.reserve(asking(key, { nanoUsd: 40 }), bob);
    await server.kill();
    await one.settle({ id, nanoUsd: 1 }, alice);
    expect(said.join()).toMatch(/stays charged at the most it could cost[\s\S]*LEDGER_UNAVAILABLE/);
    await server.run();
    for (const ledgers of [one, other])
      await expect(ledgers.reserve(asking(key, { nanoUsd: 1 }), alice)).rejects.toMatchObject({
        code: 'LEDGER_UNAVAILABLE',
        message: expect.stringContaining('lost its data'),
      });
  });

  // Fails when a secret in the URL gets into an error.
  test('name the server and not its password', async () => {
    const withSecret = server.url.replace('redis://', 'redis://dspex:hunter2-secret@');
    const error = await machine()
      .reserve(asking(randomUUID(), { redisUrl: withSecret }), alice)
      .catch((refused: Error) => refused);
    expect(error).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    expect(`${(error as Error).message}${said.join()}`).not.toContain('hunter2');
  });
});
