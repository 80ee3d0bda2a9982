import type { LmMessageReply } from '../../shared/boundaries/lm-call';
import type { SaidParts } from '../../shared/boundaries/said-parts';
import { asRead } from '../../shared/values/exact-json';
import { encodeValues } from '../../shared/values/values';
import { choicesAsked } from '../call/choices-asked';
import { recordOf } from '../call/read-json';
import { choiceOf } from '../call/reply';
import { isAgentStep, stepThatCalls } from './agent-step';
import { badReply, type FitContext } from './bad-reply';
import { requiredDefaults } from './default-reply';
import { estimatedReply } from './estimated-reply';
import { callsNatively, fieldOfCalls } from './fit-tool';
import { refuseUnplaced } from './reply-places';

type FitValue = (value: unknown, context: FitContext) => unknown;

/** Makes an LM reply of what `lmReply` was given. Throws RULE_REPLY_INVALID for what the call, or its wire, has no place for. */
export function fitSaid(parts: SaidParts, context: FitContext, fitValue: FitValue): LmMessageReply {
  refuseUnplaced(parts, context);
  const reply =
    parts.choices === undefined
      ? estimatedReply(context.call, { ...contentOf(parts, context, fitValue), ...pieces(parts) })
      : choicesReply(parts.choices, context, fitValue);
  return { ...reply, ...asideOf(parts), usage: { ...reply.usage, ...given(parts.usage) } };
}

type Content = Pick<LmMessageReply, 'text' | 'fields' | 'toolCalls'>;

function contentOf(parts: SaidParts, context: FitContext, fitValue: FitValue): Content {
  const { toolCalls: calls = [] } = parts;
  if (calls.length > 0 && isAgentStep(context.call)) return stepOf(parts, context);
  if (calls.length > 0 && !callsNatively(calls, context)) return { ...NOTHING, fields: fieldsWithCalls(parts, context) };
  const said = parts.fields === undefined ? { ...NOTHING, text: textOf(parts) } : (fitValue(parts.fields, context) as LmMessageReply);
  const { text, fields, toolCalls } = said;
  const own = calls.map(({ id, unoffered: _, ...called }) => ({ ...called, ...(id !== undefined && { id }) }));
  return { text, fields, toolCalls: [...toolCalls, ...asRead(own)] };
}

const NOTHING: Content = { text: null, fields: null, toolCalls: [] };

/** Nothing is said where there is something else: only what has none of it is an empty text. */
function textOf({ text, chunks, toolCalls = [], refusal }: SaidParts): string | null {
  return text ?? chunks?.join('') ?? (toolCalls.length > 0 || refusal !== undefined ? null : '');
}

/** A step of a ReAct agent has one tool, and a thought beside it. */
function stepOf({ text, fields, toolCalls = [] }: SaidParts, context: FitContext): Content {
  const [called, second] = toolCalls;
  if (called === undefined || second !== undefined || fields !== undefined)
    throw badReply(context, `it calls ${toolCalls.length} tools`, 'a step of a ReAct agent calls one tool; text beside it is its thought');
  const step = { ...stepThatCalls(called.name, called.arguments), ...(text !== undefined && { next_thought: text }) };
  return { ...NOTHING, fields: encodeValues(step, 'reply') as Record<string, unknown> };
}

function fieldsWithCalls(parts: SaidParts, context: FitContext): Record<string, unknown> {
  const { text, fields, toolCalls = [] } = parts;
  if (text !== undefined)
    throw badReply(
      context,
      'it has text beside its tool calls',
      'the calls are a field of the signature here: reply with fields beside them',
    );
  const values = { ...(fields ?? requiredDefaults(context.call, '')), ...fieldOfCalls(toolCalls, context) };
  return encodeValues(values, 'reply') as Record<string, unknown>;
}

function choicesReply(choices: readonly unknown[], context: FitContext, fitValue: FitValue): LmMessageReply {
  const asked = choicesAsked(context.call);
  if (choices.length !== asked)
    throw badReply(context, `it has ${choices.length} choices`, `this call asks for ${asked === 1 ? 'one' : String(asked)}`);
  const [first, ...others] = choices.map((choice) => fitValue(choice, context) as LmMessageReply);
  return { ...(first as LmMessageReply), others: others.map(choiceOf) };
}

function asideOf({ thinking, refusal, logprobs, finishReason, metadata }: SaidParts): Partial<LmMessageReply> {
  return given({ thinking, refusal, logprobs, finishReason, extras: metadata }) as Partial<LmMessageReply>;
}

function pieces({ chunks, everyMs, cutAfter }: SaidParts): Partial<Pick<LmMessageReply, 'chunks' | 'everyMs' | 'cutAfter'>> {
  return given({ chunks, everyMs, cutAfter });
}

function given<T extends object>(parts: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(recordOf(parts)).filter(([, value]) => value !== undefined)) as never;
}
