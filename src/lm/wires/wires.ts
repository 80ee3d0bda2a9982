import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import { ANTHROPIC_WIRE } from './anthropic/routes';
import { GEMINI_WIRE } from './gemini/routes';
import { OPENAI_WIRE } from './openai/routes';
import { RESPONSES_WIRE } from './responses/routes';
import { EVENT_HEADERS, JSON_HEADERS, type Wire, type WireReply } from './wire';

/** One HTTP request that is an LM call, and how its reply is written. */
export interface Exchange {
  readonly wire: Wire;
  /** Throws WireFormatError. */
  decode(): LmCall;
  encode(reply: LmReply, call: LmCall): WireReply;
}

const WIRES: readonly Wire[] = [GEMINI_WIRE, OPENAI_WIRE, RESPONSES_WIRE, ANTHROPIC_WIRE];

/** The routes that are answered, as an error lists them. */
export const ANSWERED_ROUTES = [
  'POST …/models/{model}:generateContent, :streamGenerateContent, :countTokens, :embedContent, :batchEmbedContents',
  'POST …/chat/completions',
  'POST …/embeddings',
  'POST …/responses, …/responses/input_tokens',
  'POST …/v1/messages, …/v1/messages/count_tokens',
];

/** The exchange of a request; null for a route no codec reads. */
export function exchangeOf(url: URL, method: string, body: string): Exchange | null {
  const wire = method === 'POST' ? WIRES.find((candidate) => candidate.matches(url)) : undefined;
  if (wire === undefined) return null;
  return {
    wire,
    decode: () => wire.decode(url, body),
    encode: (reply, call) => (reply.kind === 'fault' ? faulty(reply.fault, call) : wire.encode(reply, call, { url, body })),
  };
}

/** A refusal in the shape of the provider that the address looks like. */
export function refusalFor({ hostname, pathname }: URL, status: number, message: string): WireReply {
  return likelyWire(hostname, pathname).encodeRefusal(status, message);
}

function likelyWire(hostname: string, pathname: string): Wire {
  if (/googleapis\.com$/.test(hostname) || /^\/v1(beta|alpha)\//.test(pathname)) return GEMINI_WIRE;
  return /anthropic\.com$/.test(hostname) || pathname.startsWith('/v1/messages') ? ANTHROPIC_WIRE : OPENAI_WIRE;
}

/** What breaks off in the middle of its JSON, or what the transport is to do instead of an answer. */
function faulty(fault: NonNullable<WireReply['fault']>, { stream, api }: LmCall): WireReply {
  const half = '{"candidates": [{"con';
  // Anthropic's clients look at no event without a name.
  const event = `${api === 'anthropic' ? 'event: message_start\n' : ''}data: ${half}\n\n`;
  const malformed = stream ? { headers: EVENT_HEADERS, chunks: [event] } : { headers: JSON_HEADERS, chunks: [half] };
  return { status: 200, ...malformed, everyMs: 0, ...(fault !== 'malformed' && { fault }) };
}
