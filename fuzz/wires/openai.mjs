import OpenAI from 'openai';
import { TOOLS } from './said.mjs';

const messages = [{ role: 'user', content: 'go' }];
const parameters = { type: 'object', properties: {} };
const client = (fetch) => new OpenAI({ apiKey: 'k', fetch, maxRetries: 0, logLevel: 'off' });
const shown = ({ token, logprob, top_logprobs }) => ({
  token,
  logprob,
  top: top_logprobs.map((one) => ({ token: one.token, logprob: one.logprob })),
});

/** What openai's client says that it was told, whole or in a stream. */
export async function chat(fetch, isStreamed, n) {
  const request = { model: 'm', n, messages, tools: TOOLS.map((name) => ({ type: 'function', function: { name, parameters } })) };
  const { choices, usage, thoughts } = isStreamed
    ? await streamedChat(client(fetch), request)
    : await client(fetch).chat.completions.create(request);
  return {
    choices: choices.map(({ index, message, finish_reason, logprobs }) => ({
      text: message.content || null,
      thinking: (thoughts ? thoughts[index] : message.reasoning_content) ?? null,
      refusal: message.refusal ?? null,
      toolCalls: (message.tool_calls ?? []).map(({ id, function: called }) => ({
        id,
        name: called.name,
        arguments: JSON.parse(called.arguments),
      })),
      finish: finish_reason,
      logprobs: logprobs?.content?.map(shown) ?? null,
    })),
    usage: [usage.prompt_tokens, usage.completion_tokens],
  };
}

async function streamedChat(openai, request) {
  const stream = openai.chat.completions.stream({ ...request, stream_options: { include_usage: true } });
  const thoughts = [];
  stream.on('chunk', (chunk) => {
    for (const { index, delta } of chunk.choices)
      if (delta.reasoning_content !== undefined) thoughts[index] = (thoughts[index] ?? '') + delta.reasoning_content;
  });
  return { ...(await stream.finalChatCompletion()), thoughts };
}

export async function responses(fetch, isStreamed) {
  const tools = TOOLS.map((name) => ({ type: 'function', name, parameters, strict: false }));
  const request = { model: 'm', input: 'go', tools };
  const openai = client(fetch);
  const response = isStreamed ? await openai.responses.stream(request).finalResponse() : await openai.responses.create(request);
  const of = (type) => response.output.filter((item) => item.type === type);
  const content = of('message').flatMap((item) => item.content);
  const texts = content.filter(({ type }) => type === 'output_text');
  const logprobs = texts.flatMap((part) => part.logprobs ?? []);
  return {
    choices: [
      {
        text: texts.length === 0 ? null : response.output_text,
        thinking: of('reasoning')[0]?.summary[0].text ?? null,
        refusal: content.find(({ type }) => type === 'refusal')?.refusal ?? null,
        toolCalls: of('function_call').map((item) => ({ id: item.call_id, name: item.name, arguments: JSON.parse(item.arguments) })),
        finish: response.incomplete_details?.reason ?? response.status,
        logprobs: logprobs.length === 0 ? null : logprobs.map(shown),
      },
    ],
    usage: [response.usage.input_tokens, response.usage.output_tokens],
  };
}
