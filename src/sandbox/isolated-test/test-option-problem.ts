import { DspexError } from '../../shared/errors';
import { BRIDGE_MODES, ISOLATION_LEVELS, LAYERS, LM_MODES } from '../../shared/layers';

const ALLOWED: Readonly<Record<string, readonly string[] | null>> = {
  level: ISOLATION_LEVELS,
  layer: LAYERS,
  lm: LM_MODES,
  bridgeMode: BRIDGE_MODES,
  timeoutMs: null,
  trials: null,
  passRate: null,
};

/** What those are that are no words. */
const NUMBERS: Readonly<Record<string, { is: (value: number) => boolean; what: string; next: string }>> = {
  timeoutMs: { is: (value) => value > 0, what: 'it is a time in milliseconds', next: 'timeoutMs: 10_000' },
  trials: { is: (value) => Number.isInteger(value) && value > 0, what: 'it is a number of tests', next: 'trials: 5' },
  passRate: { is: (value) => value > 0 && value <= 1, what: 'it is a part of the trials, above 0 and at most 1', next: 'passRate: 0.8' },
};

/** What is wrong with the options of `isolatedTest`, as OPTION_INVALID; null when nothing is. */
export function testOptionProblem(name: string, options: unknown): DspexError | null {
  const where = `isolatedTest(${JSON.stringify(name)})`;
  if (typeof options !== 'object' || options === null) {
    return invalid(
      `The options of ${where} are ${String(options)}.`,
      'options are an object, and stand before the function',
      "{ level: 'full' }",
    );
  }
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(ALLOWED, key)) return unknownOption(key, where);
    const problem = value === undefined ? null : valueProblem(key, value, where);
    if (problem !== null) return problem;
  }
  const { trials, passRate } = options as { trials?: unknown; passRate?: unknown };
  if (passRate === undefined || trials !== undefined) return null;
  return invalid(
    `${where} has a passRate and no trials.`,
    'a part of one trial is no test',
    `{ trials: 5, passRate: ${String(passRate)} }`,
  );
}

function valueProblem(key: string, value: unknown, where: string): DspexError | null {
  const allowed = ALLOWED[key] as readonly string[] | null;
  const number = NUMBERS[key];
  if (allowed === null || number !== undefined) {
    if (number === undefined || (typeof value === 'number' && number.is(value))) return null;
    return invalid(`The option ${key} of ${where} is ${String(value)}.`, number.what, number.next);
  }
  if (allowed.includes(value as string)) return null;
  const nearest = nearestName(String(value), allowed) ?? (allowed[0] as string);
  return invalid(
    `The option ${key} of ${where} is ${JSON.stringify(value)}.`,
    `it is one of: ${allowed.join(', ')}`,
    `${key}: '${nearest}'`,
  );
}

function unknownOption(key: string, where: string): DspexError {
  const known = Object.keys(ALLOWED);
  const nearest = nearestName(key, known);
  const why = `${nearest === null ? '' : `did you mean ${nearest}? `}it takes: ${known.join(', ')}`;
  return invalid(`Unknown option "${key}" of ${where}.`, why, nearest === null ? `remove ${key}` : `rename ${key} to ${nearest}`);
}

/** Loaded when something is wrong: every test file loads this file. */
function nearestName(word: string, candidates: readonly string[]): string | null {
  return (require('../../shared/nearest') as typeof import('../../shared/nearest')).nearestName(word, candidates);
}

function invalid(what: string, why: string, next: string): DspexError {
  return new DspexError({ code: 'OPTION_INVALID', what, why, next });
}
