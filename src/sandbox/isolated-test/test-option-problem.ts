import { DspexError } from '../../shared/errors';
import { BRIDGE_MODES, ISOLATION_LEVELS, LAYERS, LM_MODES } from '../../shared/layers';

const ALLOWED: Readonly<Record<string, readonly string[] | null>> = {
  level: ISOLATION_LEVELS,
  layer: LAYERS,
  lm: LM_MODES,
  bridgeMode: BRIDGE_MODES,
  timeoutMs: null,
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
  return null;
}

function valueProblem(key: string, value: unknown, where: string): DspexError | null {
  const allowed = ALLOWED[key] as readonly string[] | null;
  if (allowed === null) {
    if (typeof value === 'number' && value > 0) return null;
    return invalid(`The option ${key} of ${where} is ${String(value)}.`, 'it is a time in milliseconds', `${key}: 10_000`);
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
