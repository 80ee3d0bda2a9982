// npm run torture:ledger -- --rounds 20 --seed 7 [--calls 2000]
//
// Eight workers ask real hosts for real calls of a provider that keeps its own books; they are killed between reserve and settle, calls
// are refused, broken off and not told the price of. The provider's books then say whether a limit was ever exceeded. Every other round
// has two hosts, as two machines, over one Redis, where redis-server is installed.
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import getPort from 'get-port';
import { seeded } from './seeded.mjs';
import { Workers } from './workers.mjs';

const require = createRequire(import.meta.url);
const { Host } = require('../../build/src/run/host/host.js');

const PRICE = { inputPerMillionUsd: 1, outputPerMillionUsd: 4 };
const NANO_USD = 1_000_000_000;
const options = { rounds: { type: 'string', default: '10' }, seed: { type: 'string' }, calls: { type: 'string', default: '2000' } };
const { values } = parseArgs({ options });
const [rounds, calls] = [Number(values.rounds), Number(values.calls)];
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) process.stdout.write('skipped: the rounds over Redis (apt-get install redis-server)\n');

const folder = mkdtempSync(join(tmpdir(), 'dspex-torture-'));
process.env.DSPEX_STATE_DIR = join(folder, 'state');
try {
  for (let round = 0; round < rounds; round++) {
    // Before it runs: a round that hangs has said which one it was.
    process.stdout.write(`round ${round}: --rounds ${round + 1} --seed ${seed} --calls ${calls}\n`);
    await playRound(planOf(round));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function planOf(round) {
  const draw = seeded(seed * 1000 + round);
  const isShort = round % 4 === 0 || round % 4 === 3;
  return {
    draw,
    windowMs: draw.between(300, 600),
    requestsPerMinute: draw.between(20, 80),
    // About $0.0003 for each call: in every other pair of rounds the money ends before the calls do.
    budgetNanoUsd: Math.floor((isShort ? 0.00025 : 0.01) * NANO_USD * calls),
    machines: hasRedis && round % 2 === 1 ? 2 : 1,
    isShort,
  };
}

async function playRound(plan) {
  const undo = [];
  try {
    const provider = await openProvider(plan.draw, undo);
    const redisUrl = plan.machines > 1 ? await openRedis(undo) : null;
    const hosts = [];
    for (let machine = 0; machine < plan.machines; machine++) hosts.push(await openHost(plan, undo));
    const told = await new Workers({ plan, provider, hosts, redisUrl, price: PRICE, calls }).run();
    const books = await provider.books();
    const spentUsd = hosts.reduce((sum, host) => sum + (host.ledgers.state?.spentUsd ?? 0), 0);
    judge({ plan, books, told, spentNanoUsd: Math.round(spentUsd * NANO_USD) });
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function openProvider(draw, undo) {
  const child = fork(join(import.meta.dirname, 'provider.mjs'), [JSON.stringify({ seed: draw.between(1, 1e9), price: PRICE })]);
  undo.push(() => child.kill('SIGKILL'));
  let came = 0;
  child.on('message', (message) => (came = message.came ?? came));
  const [{ port }] = await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    came: () => came,
    async books() {
      child.send('books');
      for (;;) {
        const [{ books }] = await once(child, 'message');
        if (books !== undefined) return books;
      }
    },
  };
}

async function openRedis(undo) {
  const port = await getPort({ host: '127.0.0.1' });
  const script = join(import.meta.dirname, '..', 'contract', 'redis-server.sh');
  const server = spawn('sh', [script, '--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder]);
  undo.push(() => server.stdin.end());
  for await (const text of server.stdout) if (text.includes('eady to accept connections')) break;
  return `redis://127.0.0.1:${port}`;
}

async function openHost({ windowMs }, undo) {
  const host = await Host.open({ rateWindowMs: windowMs, say: () => undefined });
  undo.push(() => host.close());
  return host;
}

/** From the provider's books alone, but for what the ledger says it spent. */
function judge({ plan, books, told, spentNanoUsd }) {
  const { windowMs, requestsPerMinute: limit, budgetNanoUsd, machines } = plan;
  const cameAtMs = books.cameAtNs.map((ns) => Number(BigInt(ns) - BigInt(books.cameAtNs[0])) / 1e6).sort((a, b) => a - b);
  const tooMany = cameAtMs.findIndex((at, index) => cameAtMs[index + limit] - at < windowMs);
  const { cameAtNs, ...counts } = books;
  const facts = { machines, windowMs, limit, budgetNanoUsd, spentNanoUsd, calls: cameAtMs.length, ...counts, ...told };
  process.stdout.write(`  ${JSON.stringify(facts)}\n`);
  const wrong = [
    tooMany >= 0 && `${limit + 1} calls came within ${cameAtMs[tooMany + limit] - cameAtMs[tooMany]} ms, from ${cameAtMs[tooMany]} ms on`,
    books.billedNanoUsd > budgetNanoUsd && `${books.billedNanoUsd} was billed, and ${budgetNanoUsd} was allowed`,
    spentNanoUsd < books.billedNanoUsd && `${books.billedNanoUsd} was billed, and the ledger knows of ${spentNanoUsd}`,
    told.deaths < 3 && `${told.deaths} workers died, and three were to`,
    !plan.isShort && cameAtMs.length <= limit && `only ${cameAtMs.length} calls came: the rate was never reached`,
    plan.isShort && !(told.outcomes.LM_BUDGET_EXCEEDED > 0) && 'the budget was never reached',
  ].filter((each) => each !== false);
  if (wrong.length > 0)
    throw new Error(`${wrong.join('\n')}\nagain: npm run torture:ledger -- --rounds ${rounds} --seed ${seed} --calls ${calls}`);
}
