import type { ToolResult } from '../../shared/boundaries/asked-call';
import type { LmCall } from '../../shared/boundaries/lm-call';
import type { CallPattern } from '../../shared/boundaries/rule-matcher';
import { outputNames } from '../call/call-fields';
import { instructionsOf, promptOf, resultText } from '../call/call-text';
import { isRecord } from '../call/read-json';
import { toolResultsOf, turnOf } from '../call/turns';
import type { Condition } from './condition';
import { isAsymmetric } from './rule-values';
import { SaidInWords } from './said-in-words';
import { textMatches, valueMatches } from './value-matches';

/** What each word of a pattern asks of a call. */
const CONDITIONS: { readonly [Word in keyof CallPattern]-?: (expected: unknown, call: LmCall) => Omit<Condition, 'name' | 'expected'> } = {
  prompt: (expected, call) => textCondition(expected, promptOf(call)),
  system: (expected, call) => textCondition(expected, instructionsOf(call)),
  model: (expected, call) => ({ got: call.model, holds: () => namesModel(expected, call) }),
  tool: (expected, { tools }) => {
    const names = tools.map(({ name }) => name);
    return { got: names, holds: () => names.some((name) => valueMatches(expected, name)) };
  },
  turn: (expected, call) => ({ got: turnOf(call), holds: () => valueMatches(expected, turnOf(call)) }),
  afterTool: (expected, call) => {
    const results = toolResultsOf(call);
    const got = results.length === 0 ? new SaidInWords('no answer of a tool') : results;
    return { got, holds: () => results.some((result) => isAnswerOf(expected, result)) };
  },
  outputs: (expected, call) => {
    const names = outputNames(call);
    return { got: names, holds: () => asksFor(expected, names) };
  },
};

/** The words that a pattern takes. */
export const PATTERN_WORDS = Object.keys(CONDITIONS) as readonly (keyof CallPattern)[];

/** The conditions of a pattern, in the order of its words. */
export function callConditions(pattern: CallPattern, call: LmCall): Condition[] {
  return PATTERN_WORDS.filter((word) => pattern[word] !== undefined).map((word) => ({
    name: word,
    expected: pattern[word],
    ...CONDITIONS[word](pattern[word], call),
  }));
}

function textCondition(expected: unknown, got: string): Omit<Condition, 'name' | 'expected'> {
  return { got, holds: () => textMatches(expected, got) };
}

/** The whole name. DSPy's have their provider before them, and the provider is gone when a call comes in. */
function namesModel(expected: unknown, { model, door }: LmCall): boolean {
  if (valueMatches(expected, model)) return true;
  return door === 'python' && typeof expected === 'string' && expected.slice(expected.indexOf('/') + 1) === model;
}

function isAnswerOf(expected: unknown, { name, content }: ToolResult): boolean {
  if (!isRecord(expected) || isAsymmetric(expected)) return valueMatches(expected, name);
  return (
    (expected.name === undefined || valueMatches(expected.name, name)) &&
    (expected.result === undefined || saidBy(expected.result, content))
  );
}

/** Text and patterns look at what was said; anything else at the value that it is the JSON of. */
function saidBy(expected: unknown, content: unknown): boolean {
  const text = resultText(content) ?? '';
  if (typeof expected === 'string') return text.includes(expected);
  return valueMatches(expected, text) || valueMatches(expected, parsed(content));
}

function parsed(content: unknown): unknown {
  if (typeof content !== 'string') return content;
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}

function asksFor(expected: unknown, names: readonly string[]): boolean {
  return Array.isArray(expected) && !isAsymmetric(expected)
    ? Array.from(expected).every((one) => names.some((name) => valueMatches(one, name)))
    : valueMatches(expected, names);
}
