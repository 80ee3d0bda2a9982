import { hash } from 'node:crypto';
import type { LmApi, LmCall, LmChoice, LmErrorReply, LmMessageReply } from '../../shared/boundaries/lm-call';
import type { LmLogprob } from '../../shared/boundaries/logprob';
import { writeExactly } from '../../shared/values/exact-json';
import { differenceOf, withDifference } from '../call/difference';
import { exceptionFrame } from './bedrock/event-stream';
import type { WireReply } from './wire';

export const EVENT_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8' } as const;
export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const;
/** Told to official clients: a second attempt would be a second unmatched call. */
const FINAL_HEADERS = { ...JSON_HEADERS, 'x-should-retry': 'false' } as const;

/** The choices of a reply, the first and the others. */
export function choicesOf(reply: LmMessageReply): readonly LmChoice[] {
  return [reply, ...reply.others];
}

/** On HTTP nobody formats fields: they are the JSON of a structured output. */
export function saidText({ fields, text }: LmChoice): string {
  return fields === null ? (text ?? '') : JSON.stringify(fields);
}

/** True where a choice says nothing in text, and something else instead. */
export function saysNoText(choice: LmChoice): boolean {
  return saidText(choice) === '' && (choice.toolCalls.length > 0 || choice.refusal !== null);
}

/** A body in the words of its provider, where this wire's provider said it. */
export function inNativeWords<Body extends object>({ native }: LmMessageReply, api: LmApi, written: Body): Body {
  return native?.api === api ? withDifference(written, native) : written;
}

/** A reply that keeps how its provider's body differs from what is written of it here; `late`: what of it a stream did not begin with. */
export function withNativeWords(
  reply: LmMessageReply,
  api: LmApi,
  written: object,
  said: object,
  late: readonly string[] = [],
): LmMessageReply {
  const difference = differenceOf(written, said);
  const isSame = Object.keys(difference.set).length + difference.without.length + late.length === 0;
  if (isSame) return reply;
  return {
    ...reply,
    native: { api, set: { ...difference.set }, without: [...difference.without], ...(late.length > 0 && { late: [...late] }) },
  };
}

/** A text in these pieces, where they make it; otherwise word by word. */
export function cutAs(pieces: readonly string[] | null, text: string): readonly string[] {
  return pieces !== null && pieces.join('') === text ? pieces : wordsOf(text);
}

/** The same for texts in a row, of which the pieces make one. A piece that lies in two of them makes each be cut word by word. */
export function cutAcross(pieces: readonly string[] | null, texts: readonly string[]): (readonly string[])[] {
  const left = [...(pieces ?? [])];
  const cut = texts.map((text) => {
    const own: string[] = [];
    for (let length = 0; length < text.length && left.length > 0; length += own.at(-1)?.length ?? 0) own.push(left.shift() as string);
    return own.join('') === text ? own : null;
  });
  return left.length > 0 || cut.includes(null) ? texts.map(wordsOf) : (cut as string[][]);
}

/** A text word by word, nothing lost; none for an empty one. */
export function wordsOf(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+\s?/g) ?? [text].filter((piece) => piece !== '');
}

const ARGUMENT_PIECE = 12;

/** The arguments of a tool call as a stream brings them: in pieces that are no JSON by themselves. */
export function argumentPieces(text: string): string[] {
  const characters = Array.from(text);
  const pieces = Array.from({ length: Math.ceil(characters.length / ARGUMENT_PIECE) }, (_, index) =>
    characters.slice(index * ARGUMENT_PIECE, (index + 1) * ARGUMENT_PIECE).join(''),
  );
  return pieces.length === 0 ? [''] : pieces;
}

/** Log probabilities: those that were said; of a reply that was not the model's, certainty, where the client asks for some. */
export function logprobsOf(choice: LmChoice, areAskedFor: boolean): readonly LmLogprob[] | null {
  if (choice.logprobs !== null || !areAskedFor) return choice.logprobs;
  return wordsOf(saidText(choice)).map((token) => ({ token, logprob: 0, top: [{ token, logprob: 0 }] }));
}

/** An error: as the provider of this wire said it, or in its shape. */
export function errorResponse(error: LmErrorReply, api: LmApi, inItsShape: () => string): WireReply {
  const own = error.body?.api === api ? error.body : undefined;
  const type = own === undefined ? JSON_HEADERS : own.type !== '' && { 'content-type': own.type };
  return {
    status: error.status,
    headers: { ...type, ...retryHeaders(error), ...requestHeaders(error) },
    chunks: [own?.text ?? inItsShape()],
    everyMs: 0,
  };
}

/** An error that no client should send again. Its length is told: whoever asked for a WebSocket finds no other end of it. */
export function refusal(status: number, body: string): WireReply {
  return { status, headers: { ...FINAL_HEADERS, 'content-length': String(Buffer.byteLength(body)) }, chunks: [body], everyMs: 0 };
}

/** When an error may be sent again. A client that backs off from one of a rule's waits for zero milliseconds where the rule says nothing. */
function retryHeaders(error: LmErrorReply): Record<string, string> {
  const waitMs = error.retryAfterMs ?? (isScriptedAgain(error) ? 0 : null);
  return {
    ...(waitMs !== null && { 'retry-after': String(Math.ceil(waitMs / 1000)), 'retry-after-ms': String(waitMs) }),
    ...(error.again === 'never' && { 'x-should-retry': 'false' }),
  };
}

function isScriptedAgain({ status, again }: LmErrorReply): boolean {
  return again === 'at_once' && (status === 408 || status === 409 || status === 429 || status >= 500);
}

/** An id that is the same on every run, and another for each request of a test: clients tell replies apart by it. `seed`: of the request. */
export function replyId(prefix: string, seed: string): string {
  return `${prefix}${hash('sha256', seed, 'hex').slice(0, 24)}`;
}

/** An id for each tool call of each choice, unique in the conversation and the same on every run: clients find a tool's result by it. */
export function toolCallIds(reply: LmMessageReply, call: LmCall): string[][] {
  let next = call.messages.flatMap((message) => message.parts).filter((part) => part.type === 'tool_call').length;
  return choicesOf(reply).map(({ toolCalls }) =>
    toolCalls.map(({ id }) => {
      const own = `call_${next++}`;
      return id ?? own;
    }),
  );
}

/** A whole reply. */
export function jsonReply(body: object, said?: Requested): WireReply {
  return { status: 200, headers: { ...JSON_HEADERS, ...requestHeaders(said) }, chunks: [writeExactly(body)], everyMs: 0 };
}

interface Requested {
  readonly requestId: string | null;
}

/** Under both of the names by which official clients look for it. */
function requestHeaders(said: Requested | undefined): Record<string, string> {
  const id = said?.requestId ?? null;
  return id === null ? {} : { 'x-request-id': id, 'request-id': id };
}

/** An event as it is written, and whether it brings a piece of the reply's text. */
export interface WrittenEvent {
  readonly text: string;
  readonly isPiece: boolean;
}

/** Server-sent events, in writes. */
export function eventReply(reply: LmMessageReply, writes: readonly (readonly WrittenEvent[])[]): WireReply {
  const { everyMs, delaysMs, cutAfter } = reply;
  const chunks = writes.map((events) => events.map(({ text }) => text).join(''));
  const headers = { ...EVENT_HEADERS, ...requestHeaders(reply) };
  return { status: 200, headers, chunks, everyMs, delaysMs, cutAfter, pieceEnds: () => pieceEnds(writes.flat()) };
}

function pieceEnds(events: readonly WrittenEvent[]): number[] {
  let end = 0;
  return events.flatMap(({ text, isPiece }) => {
    end += text.length;
    return isPiece ? [end] : [];
  });
}

/** What is said of the tokens of each piece; null where the tokens do not make the pieces. */
export function tokensOfPieces<Token extends { readonly token: string }>(
  pieces: readonly string[],
  tokens: readonly Token[],
): (readonly Token[])[] | null {
  const left = [...tokens];
  const ofPieces = pieces.map((piece) => {
    const own: Token[] = [];
    for (let length = 0; length < piece.length && left.length > 0; length += own.at(-1)?.token.length ?? 0) own.push(left.shift() as Token);
    return own.map(({ token }) => token).join('') === piece ? own : null;
  });
  return left.length > 0 || ofPieces.includes(null) ? null : (ofPieces as Token[][]);
}

/** A body of an error as an event of a stream that has begun. */
export function inStream(api: LmApi, body: string): string {
  if (api === 'ollama') return `${body}\n`;
  if (api === 'bedrock') return exceptionFrame('modelStreamErrorException', body);
  if (api === 'ai_gateway') return `data: ${JSON.stringify({ type: 'error', error: JSON.parse(body) })}\n\n`;
  return api === 'gemini' ? `data: ${body}\r\n\r\n` : `event: error\ndata: ${body}\n\n`;
}

/** An event with its name before it, as OpenAI's Responses and Anthropic send them. */
export function namedEvent(event: { readonly type: string }): string {
  return `event: ${event.type}\ndata: ${writeExactly(event)}\n\n`;
}
