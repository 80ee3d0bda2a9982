import type { LmCall } from '../../shared/boundaries/lm-call';
import { isSaid } from '../../shared/boundaries/said-reply';
import { isRecord } from '../call/read-json';
import type { Rule, RuleReply } from './rule';

/** The fields by which a reply is one of numbers: for embeddings, and for a count of tokens. */
const NUMBERS: Readonly<Record<Exclude<LmCall['operation'], 'generate'>, readonly string[]>> = {
  embed: ['embedding', 'embeddings'],
  count_tokens: ['tokens'],
  moderate: ['flagged', 'categories'],
};

/** True where a rule has what such a call takes: a rule for text catches no embeddings, which answer by themselves then. */
export function answersOperation(rule: Rule, { operation }: LmCall): boolean {
  if (operation === 'generate') return true;
  return rule.left.every((reply) => mayAnswer(reply, NUMBERS[operation]));
}

/** True where a value is of the kind that a call takes. */
export function answersAs({ operation }: LmCall, value: unknown): boolean {
  return operation === 'generate' || isSaid(value) || hasOne(value, NUMBERS[operation]);
}

/** What a function returns is seen when it has returned. */
function mayAnswer(reply: RuleReply, names: readonly string[]): boolean {
  if (reply.kind === 'error' || reply.kind === 'fault') return true;
  if (reply.kind !== 'value') return false;
  return typeof reply.value === 'function' || hasOne(reply.value, names);
}

function hasOne(value: unknown, names: readonly string[]): boolean {
  return isRecord(value) && names.some((name) => name in value);
}
