import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { recordsOf, textOr } from '../../call/read-json';
import { encodeGeminiError, geminiRefusal } from '../gemini/encode';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import {
  argumentPieces,
  cutAcross,
  eventReply,
  inNativeWords,
  jsonReply,
  replyId,
  saidText,
  saysNoText,
  toolCallIds,
} from '../write-reply';
import { saidInEvent } from './joined-events';

type Json = Record<string, unknown>;
type Event = Json & { readonly event_type: string };

/** What the id of an interaction begins with. */
export const INTERACTION_ID = 'v1_';

/** Writes a reply as an interaction of Gemini's; a stream as its steps, piece by piece. */
export function encodeInteraction(reply: WiredReply, call: LmCall, { idSeed }: AskedRequest): WireReply {
  if (reply.kind === 'error') return encodeGeminiError(reply);
  if (reply.kind !== 'message') return geminiRefusal(404, 'this route only generates');
  const interaction = interactionOf(reply, call, idSeed);
  if (!call.stream) return jsonReply(interaction, reply);
  return eventReply(
    reply,
    streamWrites(interaction, reply.chunks).map((events) =>
      events.map((event) => ({ text: written(event), isPiece: saidInEvent(event) !== '' })),
    ),
  );
}

function written(event: Event): string {
  return `event: ${event.event_type}\ndata: ${writeExactly(event)}\n\n`;
}

interface Interaction {
  readonly id: string;
  readonly status: string;
  readonly steps: Json[];
  readonly [name: string]: unknown;
}

export function interactionOf(reply: LmMessageReply, call: LmCall, idSeed: string): Interaction {
  const written = {
    id: replyId(INTERACTION_ID, idSeed),
    object: 'interaction',
    model: reply.model,
    status: statusOf(reply),
    // Fixed: what a test prints or snapshots is the same on every run.
    created: '2023-11-14T22:13:20Z',
    updated: '2023-11-14T22:13:20Z',
    steps: stepsOf(reply, call),
    usage: usageOf(reply),
    ...reply.extras?.body,
  };
  return inNativeWords(reply, 'gemini_interactions', written);
}

function statusOf({ finishReason, toolCalls }: LmMessageReply): string {
  if (toolCalls.length > 0) return 'requires_action';
  if (finishReason === 'content_filter') return 'failed';
  return finishReason === 'length' ? 'incomplete' : 'completed';
}

function stepsOf(reply: LmMessageReply, call: LmCall): Json[] {
  const [ids = []] = toolCallIds(reply, call);
  const { thinking } = reply;
  const said = saysNoText(reply)
    ? []
    : [{ type: 'model_output', content: [{ type: 'text', text: saidText(reply) }], ...reply.extras?.message }];
  return [
    // Clients send the signature back; nothing here looks at it.
    ...(thinking === null ? [] : [{ type: 'thought', summary: [{ type: 'text', text: thinking }], signature: 'ZHNwZXg=' }]),
    ...said,
    ...reply.toolCalls.map(({ name, arguments: args }, at) => ({ type: 'function_call', id: ids[at], name, arguments: args })),
  ];
}

function usageOf({ usage }: LmMessageReply): Json {
  const { inputTokens, outputTokens, cachedTokens = 0, thinkingTokens = 0 } = usage;
  return {
    total_input_tokens: inputTokens,
    total_output_tokens: outputTokens - thinkingTokens,
    total_thought_tokens: thinkingTokens,
    total_cached_tokens: cachedTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

/** One write to each piece of text and of a tool's arguments; what comes before goes with the first of them. */
function streamWrites({ steps, usage, ...interaction }: Interaction, pieces: readonly string[] | null): Event[][] {
  const begun: Event = { event_type: 'interaction.created', interaction: { ...interaction, status: 'in_progress' } };
  const writes: Event[][] = [];
  let before: Event[] = [begun];
  for (const [index, step] of steps.entries()) {
    const own = stepWrites(step, index, pieces);
    if (step.type === 'thought') before.push(...own.flat());
    else {
      own[0]?.unshift(...before);
      before = [];
      writes.push(...own);
    }
  }
  const end: Event = { event_type: 'interaction.completed', interaction: { ...interaction, usage, steps } };
  return [...writes, [...before, end]];
}

function stepWrites(step: Json, index: number, pieces: readonly string[] | null): Event[][] {
  const { start, deltas } = growthOf(step, pieces);
  const writes = deltas.map((delta): Event[] => [{ event_type: 'step.delta', index, delta }]);
  const begin: Event = { event_type: 'step.start', index, step: start };
  const stop: Event = { event_type: 'step.stop', index };
  if (writes.length === 0) return [[begin, stop]];
  writes[0]?.unshift(begin);
  writes.at(-1)?.push(stop);
  return writes;
}

/** A step as it begins, and what it grows by. */
function growthOf(step: Json, pieces: readonly string[] | null): { readonly start: Json; readonly deltas: Json[] } {
  if (step.type === 'function_call') {
    const json = argumentPieces(writeExactly(step.arguments));
    return { start: { ...step, arguments: {} }, deltas: json.map((args) => ({ type: 'arguments_delta', arguments: args })) };
  }
  if (step.type === 'thought') {
    const summaries = (step.summary as Json[]).map((content) => ({ type: 'thought_summary', content }));
    return { start: { type: 'thought' }, deltas: [...summaries, { type: 'thought_signature', signature: step.signature }] };
  }
  if (step.type !== 'model_output' || !Array.isArray(step.content)) return { start: step, deltas: [] };
  const { content, ...start } = step;
  const texts = recordsOf(content).map(({ text }) => textOr(text, ''));
  const cut = cutAcross(pieces, texts);
  return { start, deltas: recordsOf(content).flatMap((one, index) => contentDeltas(one, cut[index] ?? [])) };
}

/** A text piece by piece, with what is noted on it behind; anything else whole. */
function contentDeltas(content: Json, pieces: readonly string[]): Json[] {
  const { annotations, text } = content;
  if (typeof text !== 'string') return [content];
  const noted = Array.isArray(annotations) && annotations.length > 0 ? [{ type: 'text_annotation_delta', annotations }] : [];
  return [...pieces.map((piece) => ({ type: 'text', text: piece })), ...noted];
}
