import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../scripts/stamp.mjs';
import { interleave } from './stats.mjs';

const require = createRequire(import.meta.url);
const FEW = 10;
const MANY = 10_000;
const PER_TEST = 10;
const ROUNDS = 15;

/** What a call costs that a cassette answers, in a folder of ten and in one of ten thousand. Milliseconds per call. */
export async function measureCassettes() {
  const folder = join(ROOT, '.stage', 'bench-cassettes');
  rmSync(folder, { recursive: true, force: true });
  const few = await filled(join(folder, 'few'), FEW);
  const many = await filled(join(folder, 'many'), MANY);
  return interleave(ROUNDS, { few: () => perCall(few, FEW), many: () => perCall(many, MANY) });
}

const lm = (name) => require(join(ROOT, 'dist', 'src', 'lm', name));

/** Cassettes as runs record them: ten to a test, a hundred tests to a file. */
async function filled(root, count) {
  for (let first = 0; first < count; first += PER_TEST) {
    const cassettes = cassettesOf(root, first);
    for (let n = first; n < first + PER_TEST; n++) {
      const track = cassettes.take(call(n));
      mkdirSync(join(root, track.path, '..'), { recursive: true });
      writeFileSync(join(root, track.path), JSON.stringify(recording(track)));
    }
  }
  return root;
}

/** Tests spread over the whole folder, each asking what it recorded. */
async function perCall(root, count) {
  const tests = Array.from({ length: 20 }, (_, index) => Math.floor((index * count) / 20 / PER_TEST) * PER_TEST);
  const startedAt = performance.now();
  for (const first of tests) {
    const cassettes = cassettesOf(root, first);
    for (let n = first; n < first + PER_TEST; n++)
      if ((await cassettes.find(cassettes.take(call(n)))) === null) throw new Error(`call ${n} is not answered`);
  }
  return (performance.now() - startedAt) / (tests.length * PER_TEST);
}

function cassettesOf(root, first) {
  const { ContextCassettes } = lm('cassettes/context-cassettes.js');
  const { CassetteFolder } = lm('cassettes/cassette-folder.js');
  const { Redactor } = lm('secrets/redact.js');
  const same = (text) => text;
  return new ContextCassettes({
    owner: { file: `test/${Math.floor(first / 1000)}.test.ts`, name: `asks from ${first}`, ordinal: 0 },
    folder: new CassetteFolder(root),
    pending: new CassetteFolder(`${root}-pending`, false),
    failedAttempts: new Map(),
    mode: 'replay',
    replay: 'instant',
    normalize: same,
    stable: same,
    redactor: new Redactor(process.env),
    now: () => new Date(),
    enclosing: undefined,
  });
}

function call(n) {
  const parts = [{ type: 'text', text: `Question ${n}: ${'what would you say to that? '.repeat(20)}` }];
  return {
    operation: 'generate',
    model: 'm',
    system: 'Be brief.',
    messages: [{ role: 'user', parts }],
    tools: [],
    schema: null,
    sampling: {},
  };
}

function recording({ key, occurrence, request }) {
  const reply = { kind: 'message', text: 'an answer', thinking: null, toolCalls: [], finishReason: 'stop', chunks: null, delaysMs: null };
  return {
    schemaVersion: 1,
    key,
    occurrence,
    test: { file: 'a.test.ts', name: null },
    recordedAt: new Date().toISOString(),
    durationMs: 1,
    request,
    reply: { ...reply, usage: { inputTokens: 1, outputTokens: 1 }, model: 'm' },
  };
}
