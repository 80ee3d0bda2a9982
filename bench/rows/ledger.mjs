import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../../scripts/stamp.mjs';

const require = createRequire(import.meta.url);
const CALLS = 320;
const AT_ONCE = 8;
const RESERVATION = {
  nanoUsd: 1000,
  limits: { requestsPerMinute: 1_000_000_000, budgetNanoUsd: 1e15, monthlyBudgetNanoUsd: 1e15 },
  maxWaitMs: 60_000,
  label: 'bench',
};

/** What a real call adds on several machines: it is reserved before, and settled after. */
const LEDGER = {
  name: 'the ledger of several machines',
  reaches: true,
  contenders: {
    alone: { shown: 'a real call reserved and settled in Redis, one asks' },
    busy: { shown: `the same where ${AT_ONCE} ask at once, time of the server for each` },
  },
  async prepare(_site, onEnd, leaveOut) {
    if (spawnSync('redis-server', ['--version']).status !== 0) {
      for (const name of Object.keys(LEDGER.contenders)) leaveOut(name, 'redis-server is not installed');
      return {};
    }
    const folder = mkdtempSync('/tmp/dxb-');
    onEnd(() => rmSync(folder, { recursive: true, force: true }));
    const url = await openRedis(join(folder, 'redis.sock'), folder, onEnd);
    const { RedisLedger } = require(join(ROOT, 'build/src/run/ledger/redis-ledger.js'));
    const ledgers = Array.from({ length: AT_ONCE }, (_, index) => new RedisLedger({ url, runKey: `run-${index}`, say: () => {} }));
    onEnd(() => Promise.all(ledgers.map((ledger) => ledger.close())));
    const ask = async (ledger, calls) => {
      for (let call = 0; call < calls; call++) {
        const { id } = await ledger.reserve(RESERVATION);
        await ledger.settle({ id, nanoUsd: 500 });
      }
    };
    const timed = async (work) => {
      const startedAt = performance.now();
      await work();
      return { wall: (performance.now() - startedAt) / CALLS, cpu: null };
    };
    return {
      alone: { many: () => timed(() => ask(ledgers[0], CALLS)) },
      busy: { many: () => timed(() => Promise.all(ledgers.map((ledger) => ask(ledger, CALLS / AT_ONCE)))) },
    };
  },
};

/** A Redis of the bench's own, on a socket of the file system; by the suite's script it ends with whoever started it. */
async function openRedis(path, folder, onEnd) {
  const options = ['--port', '0', '--unixsocket', path, '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn('sh', [join(ROOT, 'test/contract/redis-server.sh'), ...options], { stdio: ['pipe', 'pipe', 'ignore'] });
  onEnd(() => child.stdin.end());
  await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (said.includes('eady to accept connections')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${said}`)));
    child.once('error', reject);
  });
  return path;
}

export const LEDGER_ROWS = [LEDGER];
