import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { argumentPieces, cutAs, tokensOfPieces, wordsOf } from '../write-reply';
import type { Completion } from './completion';
import { type ChoiceBody, THOUGHT_KEYS } from './message';

type Json = Record<string, unknown>;

/**
 * A completion as a stream brings it, in writes: each entry of a write is a chunk, the last of a choice says why it ends.
 *
 * Thoughts go with the first piece, not before it: a test's `everyMs` and a recording's delays count the pieces of text.
 */
export function completionWrites(completion: Completion, cut: Cut, withUsage: boolean): Json[][] {
  const { choices, usage, ...rest } = completion;
  const chunk = { ...rest, object: 'chat.completion.chunk' };
  const { streamed } = cut;
  const writes = choices.flatMap((choice, at) => choiceWrites(choice, at === 0 ? cut : { ...cut, chunks: null, thoughtChunks: null }));
  const early = streamed ? knownEarly(chunk) : chunk;
  const said = writes.map((parts, at) => parts.map((part) => ({ ...(at === writes.length - 1 ? chunk : early), choices: [part] })));
  return withUsage && usage !== undefined ? [...said, [{ ...chunk, choices: [], usage }]] : said;
}

/** What else a whole completion says of itself, as how long it took, nobody knows before its end who streams. */
function knownEarly({ id, object, created, model, system_fingerprint, service_tier }: Json): Json {
  const known = { id, object, created, model, system_fingerprint, service_tier };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

type Cut = Pick<LmMessageReply, 'chunks' | 'thoughtChunks' | 'streamed'>;

/** Whether a chunk has a piece of the first choice's text, or of its thoughts. */
export function bringsPiece({ choices }: Json): boolean {
  return recordsOf(choices).some(({ index, delta }) => index === 0 && ['content', ...THOUGHT_KEYS].some((key) => hasText(delta, key)));
}

function hasText(delta: unknown, key: string): boolean {
  return textOr(recordOf(delta)[key], '') !== '';
}

function choiceWrites(whole: ChoiceBody, cut: Cut): object[][] {
  const { message, finish_reason, logprobs, ...choice } = whole;
  if (cut.streamed) return streamedWrites(whole, cut);
  const [first = {}, ...rest] = saidDeltas(message, cut.chunks);
  const thoughts = THOUGHT_KEYS.flatMap((key) => thoughtDeltas(message, key, cut.thoughtChunks));
  const [opening = {}, ...others] = logprobs === null ? [...thoughts, first] : [{}, ...thoughts, first];
  const of = (delta: object): Json => ({ ...choice, delta, logprobs: null, finish_reason: null });
  const begun = [of({ ...besides(message), ...opening }), ...others.map(of)];
  // Not with the chunk that begins a choice: OpenAI sends none there, and its client would count them twice.
  if (logprobs !== null) begun[begun.length - 1] = { ...begun.at(-1), logprobs };
  return [begun, ...rest.map((delta) => [of(delta)]), [{ ...of({}), finish_reason }]];
}

/** Each piece with what is known by then: what its provider said last, a reader hears last. */
function streamedWrites({ message, finish_reason, logprobs, ...choice }: ChoiceBody, cut: Cut): object[][] {
  const deltas = saidDeltas(message, cut.chunks);
  const tokens = recordsOf(recordOf(logprobs).content).map((token) => ({ ...token, token: textOr(token.token, '') }));
  const texts = deltas.map((delta) => textOr((delta as Json).content, ''));
  const ofTexts =
    logprobs === null
      ? null
      : tokensOfPieces(
          texts.filter((text) => text !== ''),
          tokens,
        );
  const of = (delta: object): Json => ({ ...choice, delta, logprobs: null, finish_reason: null });
  const said = deltas.map((delta, at) => {
    const own = texts[at] === '' ? undefined : ofTexts?.[at];
    return { ...of(delta), ...(own !== undefined && { logprobs: { ...logprobs, content: own } }) };
  });
  const { role, content, ...late } = besides(message);
  const thoughts = THOUGHT_KEYS.flatMap((key) => thoughtDeltas(message, key, cut.thoughtChunks)).map(of);
  const [first = of({}), ...rest] = said;
  // Whether there will be log probabilities, nobody knows while it thinks.
  const [opening = first, ...others] = logprobs === null || thoughts.length > 0 ? [...thoughts, first] : [of({}), first];
  const isThoughtFirst = thoughts.length > 0 && content === '';
  const begun = {
    ...opening,
    delta: { role, ...(content !== undefined && !isThoughtFirst && { content }), ...recordOf((opening as Json).delta) },
  };
  const end = { ...of(late), finish_reason, ...(ofTexts === null && { logprobs }) };
  return [[begun, ...others], ...rest.map((one) => [one]), [end]];
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

function thoughtDeltas(message: Json, key: string, pieces: readonly string[] | null): object[] {
  const said = message[key];
  return typeof said === 'string' ? cutAs(pieces, said).map((piece) => ({ [key]: piece })) : [];
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
