import type { LmCall, LmMessage } from '../../../shared/boundaries/lm-call';
import { emptyCall } from '../empty-call';
import { Fields } from '../fields';
import { ofUser, stopOf } from '../openai/decode';
import { parseBody } from '../read-request';
import { WireFormatError } from '../wire';

export const COMPLETIONS_ROUTE = /(?<!\/(chat|agents))\/completions$/;

/** Reads a request for the completion of a prompt (https://platform.openai.com/docs/api-reference/completions), which many servers have beside chats. */
export function decodeCompletions(_: URL, body: string): LmCall {
  const fields = new Fields(parseBody(body));
  fields.take('stream_options');
  return {
    ...emptyCall('openai_completions'),
    model: fields.text('model') ?? '',
    messages: [promptOf(fields)],
    sampling: { ...fields.settings(SAMPLING), ...stopOf(fields), ...logprobsOf(fields) },
    stream: fields.take('stream') === true,
    ...fields.rest(),
  };
}

const SAMPLING = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  max_tokens: 'maxTokens',
  seed: 'seed',
  n: 'n',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
} as const;

/** One text, alone or in a list, or the numbers of its tokens. A call has one reply: several prompts are several calls. */
function promptOf(fields: Fields): LmMessage {
  const prompt = fields.take('prompt') ?? '';
  const isList = Array.isArray(prompt) && typeof prompt[0] !== 'number';
  const prompts: unknown[] = isList ? prompt : [prompt];
  if (prompts.length !== 1)
    throw new WireFormatError(`prompt: ${prompts.length} prompts in one request are not answered; ask for each by itself`);
  return ofUser(prompts[0]);
}

/** A number says how many likely tokens are told of each; chats say the same in two settings. */
function logprobsOf(fields: Fields): LmCall['sampling'] {
  const most = fields.peek('logprobs');
  if (typeof most !== 'number') return {};
  fields.take('logprobs');
  return { logprobs: true, topLogprobs: most };
}
