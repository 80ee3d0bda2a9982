import type { LmCall, LmReply } from '../shared/boundaries/lm-call';
import { JSON_HEADERS, type Wire, type WireReply } from './wire';
import { GEMINI_WIRE } from './wire-gemini-routes';
import { OPENAI_WIRE } from './wire-openai-routes';

/** One HTTP request that is an LM call, and how its reply is written. */
export interface Exchange {
  readonly wire: Wire;
  /** Throws WireFormatError. */
  decode(): LmCall;
  encode(reply: LmReply, call: LmCall): WireReply;
}

const WIRES: readonly Wire[] = [GEMINI_WIRE, OPENAI_WIRE];

/** The routes that are answered, as an error lists them. */
export const ANSWERED_ROUTES = [
  'POST …/models/{model}:generateContent, :streamGenerateContent, :countTokens, :embedContent, :batchEmbedContents',
  'POST …/chat/completions',
  'POST …/embeddings',
];

/** The exchange of a request; null for a route no codec reads. */
export function exchangeOf(url: URL, method: string, body: string): Exchange | null {
  const wire = method === 'POST' ? WIRES.find((candidate) => candidate.matches(url)) : undefined;
  if (wire === undefined) return null;
  return {
    wire,
    decode: () => wire.decode(url, body),
    encode: (reply, call) => (reply.kind === 'fault' ? faulty(reply.fault) : wire.encode(reply, call, { url, body })),
  };
}

/** A refusal in the shape of the provider that the path looks like. */
export function refusalFor(url: URL, status: number, message: string): WireReply {
  const wire = /googleapis\.com$/.test(url.hostname) ? GEMINI_WIRE : OPENAI_WIRE;
  return wire.encodeRefusal(status, message);
}

/** The beginning of a body that says it is JSON, or what the transport is to do instead of one. */
function faulty(fault: NonNullable<WireReply['fault']>): WireReply {
  return { status: 200, headers: JSON_HEADERS, chunks: ['{"candidates": [{"con'], everyMs: 0, ...(fault !== 'malformed' && { fault }) };
}
