import type { LmCall, LmEmbeddings, LmErrorReply, LmMessageReply } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { recordOf } from '../../call/read-json';
import { parseBody } from '../read-request';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { errorResponse, eventReply, jsonReply, refusal } from '../write-reply';
import { completionOf } from './completion';
import { chunksOfGroq, ofGroq } from './groq';
import { formOf } from './message';
import { isMistral } from './mistral';
import { moderationBody } from './moderation';
import { bringsPiece, completionWrites } from './stream';

type Json = Record<string, unknown>;

/** Writes a reply as OpenAI does; a stream as server-sent events that end with `[DONE]`. */
export function encodeOpenAi(reply: WiredReply, call: LmCall, { url, body, idSeed }: AskedRequest): WireReply {
  if (reply.kind === 'error') return encodeOpenAiError(reply);
  if (reply.kind === 'token_count') return openAiRefusal(404, 'this provider counts no tokens');
  if (reply.kind === 'moderation') return jsonReply(moderationBody(reply, call, idSeed));
  const asked = parseBody(body);
  if (reply.kind === 'embeddings') return jsonReply(embeddingsBody(reply, asked.encoding_format === 'base64', url));
  const form = formOf(call, asked, url);
  const completion = completionOf(reply, call, form, idSeed);
  const groq = ofGroq(url, idSeed);
  if (!call.stream) return jsonReply({ ...groq, ...completion }, reply);
  // A stream tells its usage only to a client that asked for it.
  const withUsage = recordOf(asked.stream_options).include_usage === true;
  return chunksReply(reply, chunksOfGroq(completionWrites(completion, reply, withUsage), groq, completion.usage));
}

/** Chunks of a completion as server-sent events, each `spelled` as its API has it. */
export function chunksReply(reply: LmMessageReply, chunks: readonly Json[][], spelled = (chunk: Json): Json => chunk): WireReply {
  const writes = chunks.map((events) =>
    events.map((event) => ({ text: `data: ${writeExactly(spelled(event))}\n\n`, isPiece: bringsPiece(event) })),
  );
  // One write for what follows the last piece: a test's `everyMs` counts the pieces it wrote.
  return eventReply(reply, [...writes, [{ text: 'data: [DONE]\n\n', isPiece: false }]]);
}

function embeddingsBody({ vectors, usage, model }: LmEmbeddings, base64: boolean, { hostname }: URL): object {
  const data = vectors.map((vector, index) => ({ object: 'embedding', index, embedding: base64 ? asBase64(vector) : vector }));
  // Mistral's client insists on what OpenAI does not send.
  const id = isMistral(hostname) && { id: 'embd-dspex' };
  return { ...id, object: 'list', data, model, usage: { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens } };
}

/** Little-endian 32-bit floats: what the official clients ask for. */
function asBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  500: 'server_error',
  503: 'server_error',
};

export function encodeOpenAiError(error: LmErrorReply): WireReply {
  // OpenAI tells a spent quota from a full minute by it.
  const code = error.code ?? (error.status === 429 ? 'rate_limit_exceeded' : null);
  return errorResponse(error, 'openai', () => errorBody(error.status, error.message, code));
}

function errorBody(status: number, message: string, code: string | null): string {
  return JSON.stringify({ error: { message, type: ERROR_TYPES[status] ?? 'invalid_request_error', param: null, code } });
}

/** An error that no client sends again. */
export function openAiRefusal(status: number, message: string): WireReply {
  return refusal(status, errorBody(status, message, null));
}
