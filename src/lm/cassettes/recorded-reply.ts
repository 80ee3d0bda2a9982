import type { LmEmbeddings, LmMessageReply, LmReply, LmTokenCount } from '../../shared/boundaries/lm-call';
import { isRecord } from '../call/read-json';
import { messageReply } from '../call/reply';
import type { Redactor } from '../secrets/redact';
import { fromLines, type RecordedReply, toLines } from './cassette';

export type RecordableReply = LmMessageReply | LmEmbeddings | LmTokenCount;

/** Errors and faults are never recorded. */
export function isRecordable(reply: LmReply): reply is RecordableReply {
  return reply.kind === 'message' ? !isFailure(reply) : reply.kind === 'embeddings' || reply.kind === 'token_count';
}

/** What came with a status of success, and tells of an error or says nothing: routers between providers do so. */
function isFailure({ native }: LmMessageReply): boolean {
  if (native === null) return false;
  const isBare = Object.keys(native.set).length === 0 && native.without.some((place) => SAID_IN.includes(place));
  return isBare || isRecord(native.set['/error']) || typeof native.set['/error'] === 'string';
}

const SAID_IN = ['/choices', '/content', '/candidates', '/output', '/steps'];

/** A reply as its file will give it back: without secrets. */
export function cleanReply(reply: RecordableReply, redactor: Redactor): RecordableReply {
  const cleaned = redactor.value(reply);
  if (reply.kind !== 'message' || cleaned.kind !== 'message' || reply.chunks === null) return cleaned;
  const clean = { ...cleaned, thoughtChunks: cleanChunks(reply.thoughtChunks, cleaned.thoughtChunks, redactor) };
  const text = redactor.text(reply.chunks.join(''));
  if (clean.chunks?.join('') === text) return clean;
  // A secret may lie across two chunks: then they are one, and come when the last of them did.
  return { ...clean, text, chunks: [text], delaysMs: reply.delaysMs && [reply.delaysMs.reduce((sum, ms) => sum + ms, 0)] };
}

/** The same of thoughts. */
function cleanChunks(said: readonly string[] | null, clean: readonly string[] | null, redactor: Redactor): string[] | null {
  const text = redactor.text((said ?? []).join(''));
  return clean === null || clean.join('') === text ? clean && [...clean] : [text];
}

export function toRecorded(reply: RecordableReply): RecordedReply {
  if (reply.kind === 'token_count') return reply;
  if (reply.kind === 'embeddings') return { ...reply, vectors: reply.vectors.map(encodeVector) };
  const { kind, text, thinking, toolCalls, refusal, logprobs, others, extras, native, requestId, left, thoughtChunks, ...rest } = reply;
  const { finishReason, usage, model, chunks, delaysMs } = rest;
  return {
    kind,
    text: text === null ? null : toLines(text),
    thinking: thinking === null ? null : toLines(thinking),
    toolCalls,
    ...(refusal !== null && { refusal }),
    ...(logprobs !== null && { logprobs }),
    ...(others.length > 0 && { others }),
    ...(extras !== null && { extras }),
    ...(native !== null && { native }),
    ...(requestId !== null && { requestId }),
    ...(left !== null && { left }),
    finishReason,
    usage,
    model,
    chunks,
    ...(thoughtChunks !== null && { thoughtChunks }),
    delaysMs,
  };
}

/** `realtime` keeps the waits between the chunks of a stream. */
export function fromRecorded(recorded: RecordedReply, replay: 'instant' | 'realtime'): RecordableReply {
  if (recorded.kind === 'token_count') return recorded;
  if (recorded.kind === 'embeddings') return { ...recorded, vectors: recorded.vectors.map(decodeVector) };
  const { text, thinking, delaysMs, ...rest } = recorded;
  return messageReply({
    ...said(rest),
    streamed: rest.chunks !== null,
    text: text === null ? null : fromLines(text),
    thinking: thinking === null ? null : fromLines(thinking),
    delaysMs: replay === 'realtime' ? delaysMs : null,
  });
}

/** What a file leaves out has its default. */
function said<T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never;
}

function encodeVector(vector: readonly number[]): string {
  return Buffer.from(Float64Array.from(vector).buffer).toString('base64');
}

function decodeVector(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8));
}
