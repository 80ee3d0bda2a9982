// A worker of a run, as a Jest worker is one: it asks the run's host for every real call, several at once, until it is told to stop,
// and dies at the worst of moments.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from './seeded.mjs';

const require = createRequire(import.meta.url);
const { openHostLink } = require('../../build/src/worker/host/open-host-link.js');
const { RealLm } = require('../../build/src/lm/real/real-lm.js');
const { GeminiProvider } = require('../../build/src/lm/real/gemini/provider.js');
const { OpenAiProvider } = require('../../build/src/lm/real/openai/provider.js');
const { AskedWires } = require('../../build/src/lm/real/asked-wires.js');
const { pricing } = require('../../build/src/lm/real/prices.js');

const { seed, providerUrl, price, limits, shared, atOnce, deathShare, dieFirst } = JSON.parse(process.argv[2]);
const draw = seeded(seed);
const outcomes = {};
let isOver = false;
let sent = 0;
let asked = 0;

const ledger = openHostLink(process.env).ledger(shared);
const lms = [
  realLm('gemini', new GeminiProvider({ apiKey: 'none', baseUrl: providerUrl, fetch })),
  realLm('openai', new OpenAiProvider({ apiKey: undefined, baseUrl: `${providerUrl}/v1`, fetch })),
];

process.on('message', () => (isOver = true));
process.on('disconnect', () => process.exit());
if (!process.connected) process.exit();
await Promise.all(Array.from({ length: atOnce }, askUntilOver));
if (!process.connected) process.exit();
process.send({ outcomes });
process.disconnect();

function realLm(name, provider) {
  return new RealLm({
    provider: name,
    model: 'm',
    models: { m: 'm' },
    unnamed: 'm',
    takesAnyName: true,
    keyVariable: null,
    wires: new AskedWires({ provider: name, wire: 'chat', isOwnServer: true, hasInteractions: () => false }),
    openProvider: () => ({ name, host: 'torture', isFree: false, send: (call, signal) => sendOrDie(provider, call, signal) }),
    ledger,
    file: null,
    pricing: pricing(name, { m: price }),
    limits,
    maxWaitMs: 60_000,
    maxOutputTokens: 64,
    redact: (text) => text,
    withoutKey: (text) => text,
    sleep,
    after(ms, call) {
      const timer = setTimeout(call, ms).unref();
      return () => clearTimeout(timer);
    },
    passFence: (work) => work(),
  });
}

/** Between reserve and settle: before it is sent, on its way, or when it was answered. */
async function sendOrDie(provider, call, signal) {
  sent += 1;
  const when = sent === 1 && dieFirst !== null ? dieFirst : draw.isIn(deathShare) ? draw.between(0, 2) : null;
  if (when === 0) die();
  const answered = provider.send(call, signal);
  if (when === 1) setTimeout(die, draw.between(0, 30));
  return when === 2 ? answered.finally(die) : answered;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

async function askUntilOver() {
  while (!isOver) {
    const outcome = await askOnce();
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    // An answer that is there at once, again and again, would leave no turn to the word that it is over.
    await sleep(0);
    if (outcome === 'LM_BUDGET_EXCEEDED' || outcome === 'NO_HOST') return;
  }
}

async function askOnce() {
  const kind = draw.next();
  const operation = kind < 0.2 ? 'embed' : 'generate';
  const call = {
    door: 'http',
    api: 'openai',
    operation,
    model: 'm',
    system: '',
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'word '.repeat(draw.between(1, 40)) }] }],
    tools: [],
    schema: null,
    sampling: { maxTokens: draw.between(16, 256) },
    stream: kind > 0.7,
    fields: null,
  };
  try {
    asked += 1;
    const asker = { label: `test ${asked}`, whileWaiting: (waiting) => waiting, signals: [] };
    const { reply } = await lms[draw.between(0, 1)].answer(call, asker);
    return reply.kind === 'error' ? `status ${reply.status}` : reply.kind;
  } catch (error) {
    // A mistake in this file would go round and round here.
    if (error.code === undefined) throw error;
    return error.code;
  }
}
