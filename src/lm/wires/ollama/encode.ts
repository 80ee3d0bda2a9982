import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { cutAs, errorResponse, eventReply, jsonReply, logprobsOf, refusal, saidText, wordsOf } from '../write-reply';

type Json = Record<string, unknown>;

/** Writes a reply as Ollama does; a stream as JSON, a line each. */
export function encodeOllama(reply: WiredReply, call: LmCall, { url }: AskedRequest): WireReply {
  if (reply.kind === 'error') return errorResponse(reply, 'ollama', () => errorBody(reply.message));
  if (reply.kind === 'token_count' || reply.kind === 'moderation') return ollamaRefusal(404, `this provider has no ${reply.kind}`);
  if (reply.kind === 'embeddings') {
    const { vectors, model, usage } = reply;
    if (url.pathname.endsWith('/embeddings')) return jsonReply({ embedding: vectors[0] ?? [] });
    return jsonReply({ model, embeddings: vectors, total_duration: 1, load_duration: 1, prompt_eval_count: usage.inputTokens });
  }
  const place = url.pathname.endsWith('/chat') ? inMessage : inResponse;
  const end = endOf(reply, call);
  if (!call.stream) return jsonReply({ ...piece(reply, place(wholeOf(reply))), ...end });
  const lines = [
    ...deltasOf(reply).map((delta) => ({ line: piece(reply, place(delta)), isPiece: delta.content !== undefined })),
    { line: { ...piece(reply, place({ content: '' })), ...end }, isPiece: false },
  ];
  const written = eventReply(
    reply,
    lines.map(({ line, isPiece }) => [{ text: `${writeExactly(line)}\n`, isPiece }]),
  );
  return { ...written, headers: { ...written.headers, 'content-type': 'application/x-ndjson' } };
}

function inMessage(said: Json): Json {
  return { message: { role: 'assistant', content: '', ...said } };
}

/** One prompt is answered by a text: it has no place for calls of tools. */
function inResponse({ content = '', thinking }: Json): Json {
  return { response: content, ...(thinking !== undefined && { thinking }) };
}

function piece({ model }: LmMessageReply, said: Json): Json {
  // Fixed: what a test prints or snapshots is the same on every run.
  return { model, created_at: '2023-11-14T22:13:20.000000Z', ...said, done: false };
}

function wholeOf(reply: LmMessageReply): Json {
  return {
    content: saidText(reply),
    ...(reply.thinking !== null && { thinking: reply.thinking }),
    ...(reply.toolCalls.length > 0 && { tool_calls: callsOf(reply) }),
    ...reply.extras?.message,
  };
}

/** Calls come whole here. Thoughts come before the text, in lines of their own. */
function deltasOf(reply: LmMessageReply): Json[] {
  const thoughts = wordsOf(reply.thinking ?? '').map((thinking) => ({ thinking }));
  const texts = cutAs(reply.chunks, saidText(reply)).map((content) => ({ content }));
  return [...thoughts, ...texts, ...(reply.toolCalls.length > 0 ? [{ tool_calls: callsOf(reply) }] : [])];
}

function callsOf({ toolCalls }: LmMessageReply): Json[] {
  return toolCalls.map(({ id, name, arguments: args }) => ({ ...(id !== undefined && { id }), function: { name, arguments: args } }));
}

function endOf(reply: LmMessageReply, { sampling }: LmCall): Json {
  const logprobs = logprobsOf(reply, sampling.logprobs === true);
  return {
    done: true,
    done_reason: reply.finishReason === 'length' ? 'length' : 'stop',
    total_duration: 1,
    load_duration: 1,
    prompt_eval_count: reply.usage.inputTokens,
    prompt_eval_duration: 1,
    eval_count: reply.usage.outputTokens,
    eval_duration: 1,
    ...(logprobs !== null && { logprobs: logprobs.map(({ token, logprob, top }) => ({ token, logprob, top_logprobs: top })) }),
    ...reply.extras?.body,
  };
}

function errorBody(error: string): string {
  return JSON.stringify({ error });
}

/** An error that no client sends again. */
export function ollamaRefusal(status: number, message: string): WireReply {
  return refusal(status, errorBody(message));
}
