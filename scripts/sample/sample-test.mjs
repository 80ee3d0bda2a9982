import { sampleCall } from './sample-call.mjs';
import { BEGAN, HOUR, MISS, NAMES, QUESTIONS, SUBJECTS } from './words.mjs';

const LAYERS = ['unit', 'unit', 'integration', 'integration', 'e2e'];
const UNDER = {
  unit: { lmMode: 'mock', isolation: 'full' },
  integration: { lmMode: 'cached', isolation: 'namespace' },
  e2e: { lmMode: 'real', isolation: 'session' },
};
const FAILING = 5;
export const LAST_RUN = 5;

/** The `at`-th test of a run. */
export function sampleTest(texts, at, { callsPerTest, run }) {
  const layer = LAYERS[at % 5];
  const status = statusOf(at, run);
  const durationMs = durationOf(layer, at);
  const isSkipped = status === 'skipped';
  const fullName = `${SUBJECTS[at % 5]} ${NAMES[at % NAMES.length]}${at < 8 ? '' : ` (${Math.floor(at / 8)})`}`;
  const details = isSkipped ? null : sampleDetails(texts, { at, status, layer, durationMs, run, callsPerTest });
  const attempts = isSkipped ? 0 : at === 12 ? 2 : 1;
  return { fullName, ordinal: 0, layer, ...UNDER[layer], status, durationMs, attempts, details, before: null };
}

function statusOf(at, run) {
  if (at === FAILING && run === LAST_RUN) return 'failed';
  return at % 23 === 22 ? 'skipped' : 'passed';
}

function durationOf(layer, at) {
  if (layer === 'unit') return 4 + (at % 7) * 3;
  return layer === 'integration' ? 60 + (at % 9) * 22 : 900 + (at % 4) * 310;
}

function sampleDetails(texts, { at, status, layer, durationMs, run, callsPerTest }) {
  const { number } = texts;
  const isFailed = status === 'failed';
  const calls = Array.from({ length: isFailed ? 2 : 1 + (at % callsPerTest) }, (_, index) =>
    sampleCall(texts, { at, index, layer, run, isMiss: isFailed && index === 1 }),
  );
  return {
    startedAt: BEGAN + run * 26 * HOUR + at * 40,
    declaredAt: isFailed ? number('test/triage.test.ts:16') : null,
    failedAt: isFailed ? number('test/triage.test.ts:21') : null,
    errors: isFailed ? [number(`DspexError: ${MISS}\n    at Object.<anonymous> (test/triage.test.ts:21:38)`)] : [],
    calls,
    requests: requestsOf(texts, layer, durationMs),
    leftOut: { calls: 0, requests: 0 },
    processes:
      at % 20 === 2 ? [{ pid: 4100 + at, ended: null, stdout: number('loading 3 demos\nthinking of: A-1'), stderr: number('') }] : [],
    evaluations: at % 40 === 4 ? [sampleEvaluation(texts, run)] : [],
  };
}

function requestsOf({ number }, layer, durationMs) {
  const request = (command, atMs, took) => ({ atMs, durationMs: took, command: number(command), params: null, result: null, error: null });
  if (layer === 'unit') return [request('create_program', 1, 0.4), request('execute', 2, durationMs - 3)];
  return [request('load_module', 4, 11), request('execute', 16, durationMs - 18)];
}

/** A little better with each run; one example is worse in the last. */
function sampleEvaluation({ number }, run) {
  const queues = ['billing', 'orders', 'tech'];
  const examples = Array.from({ length: 12 }, (_, at) => {
    const isRight = at < 7 + run && !(run === LAST_RUN && at === 2);
    return {
      example: number(JSON.stringify({ ticket: `${QUESTIONS[at % 5]} (${at + 1})`, queue: queues[at % 3] })),
      outputs: number(JSON.stringify({ queue: queues[(at + (isRight ? 0 : 1)) % 3] })),
      score: isRight ? 1 : 0,
      error: null,
      calls: [],
    };
  });
  const score = examples.reduce((sum, one) => sum + one.score, 0) / examples.length;
  return { program: number('support.triage:Triage'), metric: number('isRightQueue'), devset: number('test/tickets.csv'), score, examples };
}
