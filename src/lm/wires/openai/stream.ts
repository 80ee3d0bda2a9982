import { isRecord, recordsOf } from '../../call/read-json';
import { argumentPieces, cutAs, wordsOf } from '../write-reply';
import type { Completion } from './completion';
import { type ChoiceBody, THOUGHT_KEYS } from './message';

type Json = Record<string, unknown>;

/**
 * A completion as a stream brings it, in writes: each entry of a write is a chunk, the last of a choice says why it ends.
 *
 * Thoughts go with the first piece, not before it: a test's `everyMs` and a recording's delays count the pieces of text.
 */
export function completionWrites(completion: Completion, pieces: readonly string[] | null, withUsage: boolean): object[][] {
  const { choices, usage, ...rest } = completion;
  const chunk = { ...rest, object: 'chat.completion.chunk' };
  const writes = choices.flatMap((choice, at) => choiceWrites(choice, at === 0 ? pieces : null));
  const said = writes.map((parts) => parts.map((part) => ({ ...chunk, choices: [part] })));
  return withUsage && usage !== undefined ? [...said, [{ ...chunk, choices: [], usage }]] : said;
}

function choiceWrites(whole: ChoiceBody, pieces: readonly string[] | null): object[][] {
  const { message, finish_reason, logprobs, ...choice } = whole;
  const [first = {}, ...rest] = saidDeltas(message, pieces);
  const thoughts = THOUGHT_KEYS.flatMap((key) => thoughtDeltas(message, key));
  const [opening = {}, ...others] = logprobs === null ? [...thoughts, first] : [{}, ...thoughts, first];
  const of = (delta: object): Json => ({ ...choice, delta, logprobs: null, finish_reason: null });
  const begun = [of({ ...besides(message), ...opening }), ...others.map(of)];
  // Not with the chunk that begins a choice: OpenAI sends none there, and its client would count them twice.
  if (logprobs !== null) begun[begun.length - 1] = { ...begun.at(-1), logprobs };
  return [begun, ...rest.map((delta) => [of(delta)]), [{ ...of({}), finish_reason }]];
}

/** What comes in pieces, in turn: text, a refusal, calls of tools. */
function saidDeltas({ content, refusal, tool_calls, function_call }: Json, pieces: readonly string[] | null): object[] {
  const texts = typeof content === 'string' ? cutAs(pieces, content) : [];
  const refusals = typeof refusal === 'string' ? wordsOf(refusal) : [];
  return [
    ...texts.map((text) => ({ content: text })),
    ...refusals.map((piece) => ({ refusal: piece })),
    ...(isRecord(function_call) ? textDeltas(function_call, 'arguments').map((piece) => ({ function_call: piece })) : []),
    ...recordsOf(tool_calls).flatMap(callDeltas),
  ];
}

/** What comes whole, as a choice begins. */
function besides({ content, refusal, tool_calls, function_call, ...message }: Json): Json {
  const whole = Object.entries(message).filter(([name, value]) => !isThought(name, value));
  // A text of nothing has no pieces.
  return { ...((content === '' || Array.isArray(content)) && { content }), ...Object.fromEntries(whole) };
}

function isThought(name: string, value: unknown): boolean {
  return typeof value === 'string' && THOUGHT_KEYS.some((key) => key === name);
}

function thoughtDeltas(message: Json, key: string): object[] {
  const said = message[key];
  return typeof said === 'string' ? wordsOf(said).map((piece) => ({ [key]: piece })) : [];
}

/** Its name first, then its arguments, piece by piece. */
function callDeltas(call: Json, index: number): object[] {
  const kind = isRecord(call.custom) ? 'custom' : 'function';
  const { [kind]: called, ...whole } = call;
  const deltas = isRecord(called) ? textDeltas(called, kind === 'custom' ? 'input' : 'arguments') : [];
  return deltas.map((delta, at) => ({ tool_calls: [{ index, ...(at === 0 && whole), [kind]: delta }] }));
}

function textDeltas(called: Json, name: string): Json[] {
  const text = called[name];
  if (typeof text !== 'string') return [called];
  return [{ ...called, [name]: '' }, ...argumentPieces(text).map((piece) => ({ [name]: piece }))];
}
