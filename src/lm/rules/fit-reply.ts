import type { LmReply } from '../../shared/boundaries/lm-call';
import { encodeValues } from '../../shared/values/values';
import { type ErrorReplyParts, errorReply } from '../call/reply';
import { isAgentStep, stepThatCalls } from './agent-step';
import { badReply, type FitContext } from './bad-reply';
import { estimatedReply } from './estimated-reply';
import { fitFields } from './fit-fields';
import { fitNumbers } from './fit-numbers';
import type { RuleReply } from './rule';

/** Makes an LM reply of what a rule gives: fields where the call has a signature, text otherwise. Throws RULE_REPLY_INVALID. */
export function fitReply(reply: RuleReply, context: FitContext): LmReply {
  if (reply.kind === 'error' || reply.kind === 'fault') return reply;
  if (reply.kind === 'tool') return fitTool(reply.name, reply.args, context);
  if (reply.kind === 'value') return fitValue(reply.value, context);
  const { chunks, everyMs, cutAfter } = reply;
  return estimatedReply(context.call, { text: chunks.join(''), chunks: [...chunks], everyMs, cutAfter });
}

/** Makes an LM reply of a value as a test writes it. Throws RULE_REPLY_INVALID. */
export function fitValue(value: unknown, context: FitContext): LmReply {
  const { call } = context;
  if (isErrorValue(value)) return errorReply(value.error);
  if (call.operation !== 'generate') return fitNumbers(value, context);
  if (typeof value === 'string') return estimatedReply(call, { text: value });
  if (typeof value !== 'object' || value === null)
    throw badReply(context, `its reply is ${String(value)}`, 'a reply is text, or an object of fields');
  if (call.fields === null) return estimatedReply(call, { text: JSON.stringify(value) });
  return estimatedReply(call, { fields: fitFields(value as Record<string, unknown>, call.fields, context) });
}

function fitTool(name: string, args: Readonly<Record<string, unknown>>, context: FitContext): LmReply {
  const { call } = context;
  if (isAgentStep(call)) {
    const fields = encodeValues(stepThatCalls(name, args), 'reply') as Record<string, unknown>;
    return estimatedReply(call, { fields });
  }
  const offered = call.tools.map((tool) => tool.name);
  if (offered.includes(name)) return estimatedReply(call, { toolCalls: [{ name, arguments: { ...args } }] });
  const why = offered.length === 0 ? 'this call offers no tools' : `this call offers: ${offered.join(', ')}`;
  throw badReply(context, `it calls the tool "${name}"`, why);
}

function isErrorValue(value: unknown): value is { error: ErrorReplyParts } {
  const error = (value as { error?: { status?: unknown } } | null)?.error;
  return typeof error === 'object' && error !== null && typeof error.status === 'number';
}
