import type { LmApi, LmCall, LmReply } from '../../shared/boundaries/lm-call';
import { ANTHROPIC_ROUTE, decodeAnthropic } from './anthropic/decode';
import { anthropicRefusal, encodeAnthropic, MESSAGE_ID } from './anthropic/encode';
import { BEDROCK_ROUTE, decodeBedrock } from './bedrock/decode';
import { bedrockRefusal, encodeBedrock } from './bedrock/encode';
import { COHERE_ROUTE, decodeCohere } from './cohere/decode';
import { cohereRefusal, encodeCohere } from './cohere/encode';
import { COMPLETIONS_ROUTE, decodeCompletions } from './completions/decode';
import { encodeCompletions } from './completions/encode';
import { decodeGateway, GATEWAY_ROUTE } from './gateway/decode';
import { encodeGateway, gatewayRefusal } from './gateway/encode';
import { decodeGemini, GEMINI_ROUTE } from './gemini/decode';
import { encodeGemini, geminiRefusal } from './gemini/encode';
import { decodeInteraction, INTERACTIONS_ROUTE } from './interactions/decode';
import { encodeInteraction, INTERACTION_ID } from './interactions/encode';
import { decodeOllama, OLLAMA_ROUTE } from './ollama/decode';
import { encodeOllama, ollamaRefusal } from './ollama/encode';
import { decodeOpenAi, OPENAI_ROUTE } from './openai/decode';
import { encodeOpenAi, openAiRefusal } from './openai/encode';
import { isMistral } from './openai/mistral';
import { decodeResponses, RESPONSES_ROUTE } from './responses/decode';
import { encodeResponses, RESPONSE_ID } from './responses/encode';
import type { Wire, WireHeaders, WireReply } from './wire';
import { EVENT_HEADERS, JSON_HEADERS, replyId } from './write-reply';

/** One HTTP request that is an LM call, and how its reply is written. */
export interface Exchange {
  readonly wire: Wire;
  /** Throws WireFormatError. */
  decode(): LmCall;
  encode(reply: LmReply, call: LmCall): WireReply;
  /** Under which a client may continue from this reply; null where the provider keeps no conversation. */
  replyId(reply: LmReply): string | null;
  /** See AskedRequest. */
  idSeed: string;
}

const GEMINI: Wire = { api: 'gemini', route: GEMINI_ROUTE, decode: decodeGemini, encode: encodeGemini, encodeRefusal: geminiRefusal };
const OPENAI: Wire = {
  api: 'openai',
  requestIdUnder: 'x-request-id',
  route: OPENAI_ROUTE,
  decode: decodeOpenAi,
  encode: encodeOpenAi,
  encodeRefusal: openAiRefusal,
};
const COMPLETIONS: Wire = {
  api: 'openai_completions',
  requestIdUnder: 'x-request-id',
  route: COMPLETIONS_ROUTE,
  decode: decodeCompletions,
  encode: encodeCompletions,
  encodeRefusal: openAiRefusal,
};
const RESPONSES: Wire = {
  api: 'openai_responses',
  requestIdUnder: 'x-request-id',
  keptUnder: RESPONSE_ID,
  route: RESPONSES_ROUTE,
  decode: decodeResponses,
  encode: encodeResponses,
  encodeRefusal: openAiRefusal,
};
const ANTHROPIC: Wire = {
  api: 'anthropic',
  requestIdUnder: 'request-id',
  keptUnder: MESSAGE_ID,
  route: ANTHROPIC_ROUTE,
  decode: decodeAnthropic,
  encode: encodeAnthropic,
  encodeRefusal: anthropicRefusal,
};
const OLLAMA: Wire = { api: 'ollama', route: OLLAMA_ROUTE, decode: decodeOllama, encode: encodeOllama, encodeRefusal: ollamaRefusal };
const INTERACTIONS: Wire = {
  api: 'gemini_interactions',
  keptUnder: INTERACTION_ID,
  route: INTERACTIONS_ROUTE,
  decode: decodeInteraction,
  encode: encodeInteraction,
  encodeRefusal: geminiRefusal,
};
const GATEWAY: Wire = {
  api: 'ai_gateway',
  route: GATEWAY_ROUTE,
  decode: decodeGateway,
  encode: encodeGateway,
  encodeRefusal: gatewayRefusal,
};
const BEDROCK: Wire = {
  api: 'bedrock',
  requestIdUnder: 'x-amzn-requestid',
  route: BEDROCK_ROUTE,
  decode: decodeBedrock,
  encode: encodeBedrock,
  encodeRefusal: bedrockRefusal,
};
const COHERE: Wire = { api: 'cohere', route: COHERE_ROUTE, decode: decodeCohere, encode: encodeCohere, encodeRefusal: cohereRefusal };
const WIRES: readonly Wire[] = [GEMINI, INTERACTIONS, OLLAMA, OPENAI, COMPLETIONS, RESPONSES, ANTHROPIC, GATEWAY, BEDROCK, COHERE];

/** What is answered at the hosts of a provider, as an error lists it. */
const ANSWERED: Readonly<Partial<Record<LmApi, string>>> = {
  openai: 'POST …/chat/completions, …/completions, …/responses, …/embeddings, …/moderations, …/conversations, GET …/responses/{id}',
  gemini:
    'POST …/models/{model}:generateContent, :streamGenerateContent, :countTokens, :embedContent, :batchEmbedContents, :predict, …/interactions',
  anthropic: 'POST …/v1/messages, …/v1/messages/count_tokens, …/publishers/anthropic/models/{model}:rawPredict, :streamRawPredict',
  ollama: 'POST …/api/chat, …/api/generate, …/api/embed',
  ai_gateway: 'POST …/language-model, …/embedding-model',
  bedrock: 'POST …/model/{model}/converse, …/converse-stream, and of models of Anthropic …/invoke, …/invoke-with-response-stream',
  cohere: 'POST …/v2/chat, …/v2/embed',
};

const OF_MISTRAL = 'POST …/chat/completions, …/agents/completions, …/fim/completions, …/embeddings, …/moderations';

/** Why a request is not answered: the routes that are, at the provider that the address looks like. */
export function answeredAt({ hostname, pathname }: URL): string {
  const answered = isMistral(hostname) ? OF_MISTRAL : ANSWERED[likelyWire(hostname, pathname).api];
  return `of this provider's API are answered: ${answered}, GET …/models`;
}

/** The exchange of a request; null for a route that no wire reads. */
export function exchangeOf(url: URL, method: string, body: string, headers?: WireHeaders): Exchange | null {
  const wire = method === 'POST' ? WIRES.find(({ route }) => route.test(url.pathname)) : undefined;
  if (wire === undefined) return null;
  const exchange: Exchange = {
    wire,
    idSeed: body,
    decode: () => wire.decode(url, body, headers),
    replyId: (reply) => (wire.keptUnder === undefined ? null : (givenId(reply) ?? replyId(wire.keptUnder, exchange.idSeed))),
    encode: (reply, call) =>
      reply.kind === 'fault'
        ? faultReply(reply.fault, call)
        : withRequestId(wire.encode(reply, call, { url, body, idSeed: exchange.idSeed }), exchange),
  };
  return exchange;
}

/** Logs and traces name a request by its id: one that no provider gave is made as the ids of replies are. */
function withRequestId(reply: WireReply, { wire: { requestIdUnder: name }, idSeed }: Exchange): WireReply {
  if (name === undefined || name in reply.headers) return reply;
  return { ...reply, headers: { ...reply.headers, [name]: replyId('req_', idSeed) } };
}

/** That of a reply whose rule says what its provider says besides, or of one that a provider gave. */
function givenId(reply: LmReply): string | undefined {
  if (reply.kind !== 'message') return undefined;
  const id = reply.extras?.body.id ?? reply.native?.set['/id'];
  return typeof id === 'string' ? id : undefined;
}

/** Of what is refused for good: an error of a server (5xx) many clients send again, whatever its headers say. */
export const FINAL_STATUS = 400;

/** A refusal in the shape of the provider that the address looks like. */
export function refusalFor({ hostname, pathname }: URL, status: number, message: string): WireReply {
  return likelyWire(hostname, pathname).encodeRefusal(status, message);
}

function likelyWire(hostname: string, pathname: string): Wire {
  if (/googleapis\.com$/.test(hostname) || /^\/v1(beta|alpha)\//.test(pathname)) return GEMINI;
  if (hostname === 'ai-gateway.vercel.sh') return GATEWAY;
  if (hostname.startsWith('bedrock-')) return BEDROCK;
  if (/(^|\.)cohere\.(com|ai)$/.test(hostname) && pathname.startsWith('/v2/')) return COHERE;
  if (/anthropic\.com$/.test(hostname) || pathname.startsWith('/v1/messages')) return ANTHROPIC;
  return pathname.startsWith('/api/') && !pathname.startsWith('/api/v1/') ? OLLAMA : OPENAI;
}

/** A fault as it goes over HTTP: a body that breaks off in the middle of its JSON, or what the transport does instead of answering. */
function faultReply(fault: NonNullable<WireReply['fault']>, { stream, api }: LmCall): WireReply {
  const half = '{"candidates": [{"con';
  // Anthropic's clients look at no event without a name; Ollama has lines in place of events.
  const event = api === 'ollama' ? `${half}\n` : `${api === 'anthropic' ? 'event: message_start\n' : ''}data: ${half}\n\n`;
  const malformed = stream ? { headers: EVENT_HEADERS, chunks: [event] } : { headers: JSON_HEADERS, chunks: [half] };
  return { status: 200, ...malformed, everyMs: 0, ...(fault !== 'malformed' && { fault }) };
}
