import type { CallFields, LmCall, LmMessageReply, LmReply } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import { nearestName } from '../../shared/nearest';
import { encodeValues } from '../../shared/values/values';
import { shown } from '../call/shown';
import { defaultFor } from './defaults';
import { defaultEmbeddings } from './embedding-default';
import type { RuleReply } from './rule';

const STEP_FIELDS = ['next_thought', 'next_tool_name', 'next_tool_args'];

/** True for the step of a ReAct agent: it chooses a tool, or `finish`. */
export function isAgentStep(call: LmCall): boolean {
  const names = call.fields?.outputs.map(({ name }) => name) ?? [];
  return STEP_FIELDS.every((name) => names.includes(name));
}

/** True when a value answers the agent's final question, not its step: the step is then answered with `finish`. */
export function endsAgentStep(reply: RuleReply, call: LmCall): boolean {
  if (!isAgentStep(call) || reply.kind !== 'value' || typeof reply.value !== 'object' || reply.value === null) return false;
  return !STEP_FIELDS.some((name) => name in (reply.value as object));
}

export const FINISH_STEP: Readonly<Record<string, unknown>> = { next_thought: '', next_tool_name: 'finish', next_tool_args: {} };

export interface FitContext {
  readonly call: LmCall;
  readonly declaredAt: string;
  readonly defaultText: string;
}

/** Makes an LM reply of what a rule gives: fields where the call has a signature, text otherwise. Throws RULE_REPLY_INVALID. */
export function fitReply(reply: RuleReply, context: FitContext): LmReply {
  if (reply.kind === 'error' || reply.kind === 'fault') return reply;
  if (reply.kind === 'stream') {
    const { chunks, everyMs, cutAfter } = reply;
    return message(context.call, { text: chunks.join(''), chunks: [...chunks], everyMs, cutAfter });
  }
  if (reply.kind === 'tool') return fitTool(reply.name, reply.args, context);
  return fitValue(reply.value, context);
}

export function fitValue(value: unknown, context: FitContext): LmReply {
  const { call } = context;
  if (isErrorValue(value))
    return {
      kind: 'error',
      status: value.error.status,
      message: value.error.message ?? `scripted error ${value.error.status}`,
      retryAfterMs: value.error.retryAfterMs ?? null,
      quotaId: value.error.quotaId ?? null,
    };
  if (call.operation !== 'generate') return fitNumbers(value, context);
  if (typeof value === 'string') return message(call, { text: value });
  if (typeof value !== 'object' || value === null)
    throw badReply(context, `its reply is ${String(value)}`, 'a reply is text, or an object of fields');
  if (call.fields === null) return message(call, { text: JSON.stringify(value) });
  return message(call, { fields: fitFields(value as Record<string, unknown>, call.fields, context) });
}

/** `{ embedding }` for each text alike, `{ embeddings }` one to each, `{ tokens }` for a count. */
function fitNumbers(value: unknown, context: FitContext): LmReply {
  const { call } = context;
  const { embedding, embeddings, tokens } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (call.operation === 'count_tokens' && typeof tokens === 'number') return { kind: 'token_count', tokens, model: call.model };
  const vectors = Array.isArray(embeddings) ? embeddings : Array.isArray(embedding) ? call.messages.map(() => embedding) : [];
  const isWhole = vectors.length === call.messages.length && vectors.every((vector) => Array.isArray(vector));
  if (call.operation === 'embed' && isWhole)
    return { ...defaultEmbeddings(call), vectors: (vectors as number[][]).map((vector) => vector.map(Number)) };
  const wanted =
    call.operation === 'embed' ? `{ embedding: […] }, or { embeddings: [[…], …] } with ${call.messages.length}` : '{ tokens: 12 }';
  throw badReply(
    context,
    `its reply is ${shown(value)}`,
    `a call of ${call.operation === 'embed' ? 'embeddings' : 'a token count'} takes ${wanted}`,
  );
}

function fitTool(name: string, args: Readonly<Record<string, unknown>>, context: FitContext): LmReply {
  const { call } = context;
  if (isAgentStep(call))
    return message(call, {
      fields: encodeValues({ next_thought: '', next_tool_name: name, next_tool_args: args }, 'reply') as Record<string, unknown>,
    });
  const offered = call.tools.map((tool) => tool.name);
  if (!offered.includes(name)) {
    throw badReply(
      context,
      `it calls the tool "${name}"`,
      offered.length === 0 ? 'this call offers no tools' : `this call offers: ${offered.join(', ')}`,
    );
  }
  return message(call, { toolCalls: [{ name, arguments: { ...args } }] });
}

function fitFields(given: Record<string, unknown>, fields: CallFields, context: FitContext): Record<string, unknown> {
  const names = fields.outputs.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, names);
    throw badReply(
      context,
      `its reply has the field "${unknown}"`,
      `${nearest === null ? '' : `did you mean "${nearest}"? `}${fields.signature} gives: ${names.join(', ')}`,
    );
  }
  const complete = { ...given };
  for (const { name, schema } of fields.outputs) {
    if (name in given) continue;
    // ChainOfThought adds it; a test that does not look at the reasoning need not write it.
    if (name !== 'reasoning')
      throw badReply(
        context,
        `its reply lacks the field "${name}"`,
        `${fields.signature} gives: ${names.join(', ')}; the reply has: ${Object.keys(given).join(', ') || 'nothing'}`,
      );
    complete[name] = defaultFor(schema, context.defaultText);
  }
  return encodeValues(complete, 'reply') as Record<string, unknown>;
}

function message(call: LmCall, parts: Partial<LmMessageReply>): LmMessageReply {
  const reply: LmMessageReply = {
    kind: 'message',
    text: null,
    fields: null,
    thinking: null,
    toolCalls: [],
    finishReason: 'stop',
    usage: { inputTokens: 0, outputTokens: 0 },
    model: call.model,
    chunks: null,
    everyMs: 0,
    delaysMs: null,
    cutAfter: null,
    ...parts,
  };
  return { ...reply, finishReason: reply.toolCalls.length > 0 ? 'tool_calls' : 'stop', usage: estimateUsage(call, reply) };
}

export { message as messageReply };

/** Four characters to a token, the usual rule of thumb: enough for code that adds usage up, not for a bill. */
function estimateUsage(call: LmCall, reply: LmMessageReply): LmMessageReply['usage'] {
  const asked = call.system.length + JSON.stringify(call.messages).length;
  const said = reply.text ?? JSON.stringify(reply.fields ?? reply.toolCalls);
  return { inputTokens: Math.ceil(asked / 4), outputTokens: Math.ceil(said.length / 4) };
}

function isErrorValue(value: unknown): value is { error: { status: number; message?: string; retryAfterMs?: number; quotaId?: string } } {
  const error = (value as { error?: { status?: unknown } } | null)?.error;
  return typeof error === 'object' && error !== null && typeof error.status === 'number';
}

export function badReply(context: FitContext, what: string, why: string, cause?: unknown): DspexError {
  return new DspexError({
    code: 'RULE_REPLY_INVALID',
    what: `The rule declared at ${context.declaredAt} cannot answer this LM call: ${what}.`,
    why,
    next: `correct the reply at ${context.declaredAt}`,
    cause,
  });
}
