import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import { recordOf, recordsOf, textOr } from '../../call/read-json';
import { type Completion, completionOf } from '../openai/completion';
import { chunksReply, encodeOpenAiError, openAiRefusal } from '../openai/encode';
import { formOf } from '../openai/message';
import { completionWrites } from '../openai/stream';
import { parseBody } from '../read-request';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { jsonReply } from '../write-reply';

type Json = Record<string, unknown>;

/** Writes a reply as the completion of a prompt: a chat completion whose choices are texts. */
export function encodeCompletions(reply: WiredReply, call: LmCall, { url, body, idSeed }: AskedRequest): WireReply {
  if (reply.kind === 'error') return encodeOpenAiError(reply);
  if (reply.kind !== 'message') return openAiRefusal(404, `completions have no ${reply.kind}`);
  const asked = parseBody(body);
  const form = { ...formOf(call), withLogprobs: call.sampling.logprobs === true };
  const completion = completionOf(beginningWith(asked.echo === true ? [asked.prompt].flat()[0] : '', reply), call, form, idSeed);
  const written = isFilledIn(url) ? (chat: Completion | Json): Json => chat : asText;
  if (!call.stream) return jsonReply(written(completion, 'message'), reply);
  const withUsage = recordOf(asked.stream_options).include_usage === true;
  return chunksReply(reply, completionWrites(completion, reply, withUsage), (chunk) => written(chunk, 'delta'));
}

/** Mistral fills in what is missing between a prompt and a suffix, and answers as it does a chat (https://docs.mistral.ai/api). */
function isFilledIn({ pathname }: URL): boolean {
  return pathname.endsWith('/fim/completions');
}

/** With `echo` the prompt is a part of the answer. */
function beginningWith(prompt: unknown, reply: LmMessageReply): LmMessageReply {
  const echoed = textOr(prompt, '');
  if (echoed === '') return reply;
  const chunks = reply.chunks === null ? null : [echoed, ...reply.chunks];
  return { ...reply, text: `${echoed}${reply.text ?? ''}`, chunks };
}

/** A chat completion, or a chunk of one, in the words of this API. */
function asText(completion: Completion | Json, said: 'message' | 'delta'): Json {
  const choices = recordsOf(completion.choices).map(({ [said]: message, logprobs, ...choice }) => ({
    text: textOr(recordOf(message).content, ''),
    ...choice,
    logprobs: tokensOf(recordsOf(recordOf(logprobs).content)),
  }));
  return { ...completion, id: textOr(completion.id, '').replace(/^chatcmpl-/, 'cmpl-'), object: 'text_completion', choices };
}

/** Of each token in turn, in lists beside one another. */
function tokensOf(tokens: readonly Json[]): Json | null {
  if (tokens.length === 0) return null;
  const texts = tokens.map(({ token }) => textOr(token, ''));
  return {
    tokens: texts,
    token_logprobs: tokens.map(({ logprob }) => logprob),
    top_logprobs: tokens.map(({ top_logprobs }) =>
      Object.fromEntries(recordsOf(top_logprobs).map(({ token, logprob }) => [token, logprob])),
    ),
    text_offset: texts.map((_, at) => texts.slice(0, at).join('').length),
  };
}
