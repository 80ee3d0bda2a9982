import type { RuleMatcher } from '../../shared/boundaries/rule-matcher';
import { isRegExp } from '../../shared/is-regexp';
import { takingLocal } from '../facade/own-realm';
import type { RuleCall } from './rule-call';

/** Text, a RegExp, one of Jest's asymmetric matchers, or a function that says. */
// biome-ignore lint/suspicious/noExplicitAny: Jest types its asymmetric matchers as any; a function takes what is there
type TextPattern = string | RegExp | { asymmetricMatch(other: unknown): boolean } | ((text: any) => boolean);

/** What to look for in a call: all that is named has to match. */
export interface CallPattern {
  /** Text that stands anywhere in its turns. */
  readonly prompt?: TextPattern;
  /** Text that stands anywhere in its system text. */
  readonly system?: TextPattern;
  /** The model's whole name, or a pattern. */
  readonly model?: TextPattern;
  /** The name of a tool that it offers. */
  readonly tool?: TextPattern;
  /** Which request of its conversation it is, from 1: one more than the model has answered. */
  readonly turn?: number | ((turn: number) => boolean);
  /** A tool that has answered since the model spoke last: its name, or what it said, too. */
  readonly afterTool?: TextPattern | { readonly name?: TextPattern; readonly result?: unknown };
  /** Output fields that it asks for, among others. */
  readonly outputs?: readonly TextPattern[];
}

/** What to look for in a call: in its prompt; or in each part that is named, all of which have to match. */
export type PromptPattern = string | RegExp | { asymmetricMatch(other: unknown): boolean } | CallPattern;

/** A rule by fields, or by a function. A function of the test's is called in the worker; what it is given is made again on this side. */
export function matcherOf(matcher: Record<string, unknown> | ((call: RuleCall) => boolean), also?: CallPattern): RuleMatcher {
  const beside = also === undefined ? {} : { also: local(also) };
  if (typeof matcher === 'function') return { kind: 'predicate', predicate: takingLocal(matcher), ...beside };
  return { kind: 'fields', fields: isPlain(matcher) ? local(matcher) : matcher, ...beside };
}

/** A rule by the text of the prompt, or by the parts that a pattern names. */
export function promptMatcherOf(pattern: PromptPattern): RuleMatcher {
  if (isPlain(pattern)) return { kind: 'prompt', ...local(pattern) };
  return typeof pattern === 'function' || pattern === undefined || pattern === null
    ? { kind: 'prompt' }
    : { kind: 'prompt', prompt: pattern };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRegExp(value) && !('asymmetricMatch' in value);
}

/** The same with its functions, one level down as well, as the worker may call them. */
function local<T extends object>(pattern: T): T {
  const entries = Object.entries(pattern).map(([name, value]) => [name, localValue(value)] as const);
  return Object.fromEntries(entries) as T;
}

function localValue(value: unknown): unknown {
  if (typeof value === 'function') return takingLocal(value as (given: never) => unknown);
  return isPlain(value) && Object.values(value).some((inner) => typeof inner === 'function') ? local(value) : value;
}
