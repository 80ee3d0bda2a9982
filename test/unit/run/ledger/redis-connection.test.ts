import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledgers, type SharedReservation } from '../../../../src/run/ledger/ledgers';

// As where nobody installed it: a module that is not there, and the error that Node has for that.
jest.mock('ioredis', () => require('a-package-that-nobody-installs' as string));

const reservation: SharedReservation = {
  nanoUsd: 10,
  limits: { requestsPerMinute: 1, budgetNanoUsd: 100, monthlyBudgetNanoUsd: 100 },
  maxWaitMs: 1000,
  label: 'a test',
  redisUrl: 'redis://127.0.0.1:9',
  runKey: null,
};

describe('without ioredis', () => {
  const stateDir = process.env.DSPEX_STATE_DIR;
  const folder = mkdtempSync(join(tmpdir(), 'dspex-ledger-'));
  let said: string[];
  let ledgers: Ledgers;
  beforeEach(() => {
    process.env.DSPEX_STATE_DIR = folder;
    said = [];
    ledgers = new Ledgers({ say: (line) => said.push(line) });
  });
  afterEach(() => ledgers.close());
  afterAll(() => {
    process.env.DSPEX_STATE_DIR = stateDir ?? '';
    rmSync(folder, { recursive: true, force: true });
  });

  // Fails when a run that shares a ledger without its client spends money, or says no more than that a module is missing.
  test('a shared ledger refuses, and says what to install', async () => {
    await expect(ledgers.reserve(reservation, {})).rejects.toMatchObject({
      code: 'IOREDIS_MISSING',
      message: expect.stringMatching(/ioredis[\s\S]*DSPEX_REDIS_URL[\s\S]*next: npm i -D ioredis/),
    });
    expect(ledgers.state?.spentUsd).toBe(0);
  });

  // Fails when what was refused keeps its place in this machine's own rate of one, or when a ledger of one machine needs the package.
  test('a ledger of this machine alone grants, also after a refusal', async () => {
    await expect(ledgers.reserve(reservation, {})).rejects.toMatchObject({ code: 'IOREDIS_MISSING' });
    await expect(ledgers.reserve({ ...reservation, redisUrl: null }, {})).resolves.toMatchObject({ id: expect.any(String) });
    expect(said).toEqual([]);
  });
});
