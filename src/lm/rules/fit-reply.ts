import type { LmReply } from '../../shared/boundaries/lm-call';
import { isSaid } from '../../shared/boundaries/said-reply';
import { isDspexError } from '../../shared/errors';
import { asRead, writeExactly } from '../../shared/values/exact-json';
import { forcedTools } from '../call/tool-choice';
import { submitted } from './agent-step';
import { badReply, type FitContext } from './bad-reply';
import { type Checked, checkedSaid } from './checked-said';
import { estimatedReply } from './estimated-reply';
import { fitFields } from './fit-fields';
import { fitNumbers } from './fit-numbers';
import { fitSaid } from './fit-said';
import { fitTool } from './fit-tool';
import type { RuleReply } from './rule';
import { messageOf } from './rule-threw';

/** Makes an LM reply of what a rule gives: fields where the call has a signature, text otherwise. Throws RULE_REPLY_INVALID. */
export function fitReply(reply: RuleReply, context: FitContext): LmReply {
  if (reply.kind === 'error' || reply.kind === 'fault') return reply;
  if (reply.kind === 'tool') return fitTool(reply.name, reply.args, context);
  if (reply.kind === 'said') return fitSaid(reply.parts, context, fitValue);
  if (reply.kind === 'value') return fitValue(reply.value, context);
  const { chunks, everyMs, cutAfter } = reply;
  return estimatedReply(context.call, { text: chunks.join(''), chunks: [...chunks], everyMs, cutAfter });
}

/** Makes an LM reply of a value as a test writes it. Throws RULE_REPLY_INVALID. */
export function fitValue(value: unknown, context: FitContext): LmReply {
  try {
    return fitted(value, context);
  } catch (cause) {
    // A getter or a toJSON of the test's own threw, or it leads to itself.
    throw isDspexError(cause) ? cause : badReply(context, 'its reply is not JSON', messageOf(cause), cause);
  }
}

function fitted(value: unknown, context: FitContext): LmReply {
  const { call } = context;
  if (isSaid(value)) return fitReply(checkedFor(value, context), context);
  if (call.operation !== 'generate') return fitNumbers(value, context);
  if (typeof value === 'string') return estimatedReply(call, { text: value });
  if (typeof value !== 'object' || value === null)
    throw badReply(context, `its reply is ${String(value)}`, 'a reply is text, or an object of fields');
  if (call.fields === null) return plainObject(value as Record<string, unknown>, context);
  const last = submitted(value, call);
  if (last !== undefined) return fitTool(last.name, last.args, context);
  return estimatedReply(call, { fields: fitFields(value as Record<string, unknown>, call.fields, context) });
}

/** A model that has to call the one tool says an object as its arguments: so clients ask for structured output. Else it is JSON. */
function plainObject(value: Record<string, unknown>, { call }: FitContext): LmReply {
  const [tool, other] = forcedTools(call);
  if (tool === undefined || other !== undefined || Array.isArray(value)) return estimatedReply(call, { text: writeExactly(value) });
  return estimatedReply(call, { toolCalls: [{ name: tool.name, arguments: asRead(value) }] });
}

function checkedFor(said: Parameters<typeof checkedSaid>[0], context: FitContext): Checked {
  try {
    return checkedSaid(said);
  } catch (cause) {
    throw badReply(context, 'its reply cannot be said', (cause as Error).message, cause);
  }
}
