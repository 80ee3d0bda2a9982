import type { CallPattern, RuleMatcher } from '../../shared/boundaries/rule-matcher';
import { DspexError } from '../../shared/errors';
import { isRegExp } from '../../shared/is-regexp';
import { nearestName } from '../../shared/nearest';
import { isRecord } from '../call/read-json';
import { shown } from '../call/shown';
import { PATTERN_WORDS } from './call-conditions';
import { isAsymmetric } from './rule-values';

/** The matcher itself. Throws RULE_INVALID for one that would match nothing, or everything, whatever is asked. */
export function checkedMatcher(matcher: RuleMatcher, declaredAt: string): RuleMatcher {
  const problem = problemOf(matcher);
  if (problem === undefined) return matcher;
  throw new DspexError({
    code: 'RULE_INVALID',
    what: `The rule declared at ${declaredAt} cannot be held against a call: ${problem.what}.`,
    why: problem.why,
    next: problem.next,
  });
}

interface Problem {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

function problemOf(matcher: RuleMatcher): Problem | undefined {
  if (matcher.kind === 'prompt') return problemOfPrompt(matcher);
  if (matcher.kind === 'fields' && !isFields(matcher.fields)) return noFields(matcher.fields);
  return problemOfWords(matcher.also ?? {});
}

function isFields(given: unknown): boolean {
  return isRecord(given) && !isRegExp(given) && !isAsymmetric(given);
}

function noFields(given: unknown): Problem {
  const isText = typeof given === 'string' || isRegExp(given);
  return {
    what: `when(…) was given ${shown(given)}`,
    why: 'it takes the input fields of a signature by name, or a function of the call',
    next: isText
      ? `dspex.lm.whenPrompt(${shown(given)}).reply('…');`
      : "dspex.lm.when({ question: /weather/ }).reply({ answer: 'sunny' });",
  };
}

function problemOfPrompt({ kind, ...pattern }: RuleMatcher & { kind: 'prompt' }): Problem | undefined {
  if (Object.keys(pattern).length === 0)
    return {
      what: 'whenPrompt(…) was given nothing to look for',
      why: 'it would match every call',
      next: "dspex.lm.otherwise('…');   # answers what no rule matches; a function of the call goes into dspex.lm.when((call) => …)",
    };
  return problemOfWords(pattern);
}

function problemOfWords(pattern: CallPattern): Problem | undefined {
  const words: readonly string[] = PATTERN_WORDS;
  const unknown = Object.keys(pattern).find((word) => !words.includes(word));
  if (unknown !== undefined) return unknownWord(unknown, words);
  const missing = words.find((word) => word in pattern && pattern[word as keyof CallPattern] === undefined);
  if (missing !== undefined) return wrongValue(missing, undefined, 'what to look for');
  const { turn, outputs } = pattern;
  if (turn !== undefined && !(typeof turn === 'function' || isAsymmetric(turn) || (Number.isInteger(turn) && Number(turn) >= 1)))
    return wrongValue('turn', turn, 'which request of a conversation, from 1');
  if (outputs !== undefined && !Array.isArray(outputs) && !isAsymmetric(outputs))
    return wrongValue('outputs', outputs, 'a list of names of output fields');
  return undefined;
}

function unknownWord(word: string, words: readonly string[]): Problem {
  const nearest = nearestName(word, words);
  return {
    what: `"${word}" is nothing that a rule looks at`,
    why: `${nearest === null ? '' : `did you mean ${nearest}? `}it looks at: ${words.join(', ')}`,
    next: nearest === null ? 'dspex.lm.when((call) => …)   # sees all of a call' : `write ${nearest} for ${word}`,
  };
}

function wrongValue(word: string, value: unknown, takes: string): Problem {
  return { what: `${word} is ${shown(value)}`, why: `it takes ${takes}`, next: `correct ${word}, or take it out` };
}
