import type OpenAI from 'openai';
import { type Asked, CITY, type Client, type ClientReply, type Connection, OSLO } from './client';

const MODEL = 'gpt-4o-mini';
const CALL = { id: 'call_a', type: 'function' as const };

function connect({ baseUrl, maxRetries = 2, timeoutMs = 60_000 }: Connection): OpenAI {
  const { default: Client } = require('openai') as typeof import('openai');
  return new Client({
    apiKey: 'k',
    logLevel: 'off',
    maxRetries,
    timeout: timeoutMs,
    ...(baseUrl !== undefined && { baseURL: `${baseUrl}/v1` }),
  });
}

interface Completion {
  choices: { message: { content?: string | null; tool_calls?: unknown[] | undefined } }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | undefined;
}

export function fromCompletion({ choices, usage }: Completion): ClientReply {
  const message = choices[0]?.message;
  const calls = (message?.tool_calls ?? []) as { function: { name: string; arguments: string } }[];
  return {
    text: message?.content ?? '',
    toolCalls: calls.map((call) => ({ name: call.function.name, args: JSON.parse(call.function.arguments) })),
    usage: { inputTokens: usage?.prompt_tokens ?? -1, outputTokens: usage?.completion_tokens ?? -1 },
  };
}

export function chatRequest({ prompt, system, schema, tool, toolResult }: Asked) {
  const call = { ...CALL, function: { name: tool ?? '', arguments: JSON.stringify(OSLO) } };
  return {
    model: MODEL,
    messages: [
      ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user' as const, content: prompt },
      ...(toolResult === undefined
        ? []
        : [
            { role: 'assistant' as const, content: null, tool_calls: [call] },
            { role: 'tool' as const, tool_call_id: CALL.id, content: toolResult },
          ]),
    ],
    ...(schema && { response_format: { type: 'json_schema' as const, json_schema: { name: 's', schema } } }),
    ...(tool && { tools: [{ type: 'function' as const, function: { name: tool, parameters: CITY } }] }),
  };
}

export function openAiChat(connection: Connection = {}): Client {
  const client = connect(connection);
  return {
    async ask(asked, signal) {
      return fromCompletion((await client.chat.completions.create(chatRequest(asked), { signal: signal ?? null })) as Completion);
    },
    async *stream(asked) {
      for await (const piece of await client.chat.completions.create({ ...chatRequest(asked), stream: true }))
        yield piece.choices[0]?.delta.content ?? '';
    },
    async embed(texts) {
      const { data } = await client.embeddings.create({ model: 'text-embedding-3-small', input: [...texts] });
      return data.map(({ embedding }) => embedding);
    },
  };
}

function responsesRequest({ prompt, system, schema, tool, toolResult }: Asked) {
  return {
    model: MODEL,
    ...(system !== undefined && { instructions: system }),
    input: [
      { role: 'user' as const, content: prompt },
      ...(toolResult === undefined
        ? []
        : [
            { type: 'function_call' as const, call_id: CALL.id, name: tool ?? '', arguments: JSON.stringify(OSLO) },
            { type: 'function_call_output' as const, call_id: CALL.id, output: toolResult },
          ]),
    ],
    ...(schema && { text: { format: { type: 'json_schema' as const, name: 's', schema } } }),
    ...(tool && { tools: [{ type: 'function' as const, name: tool, parameters: CITY, strict: false }] }),
  };
}

export function openAiResponses(connection: Connection = {}): Client {
  const client = connect(connection);
  return {
    async ask(asked, signal) {
      const { output_text: text, output, usage } = await client.responses.create(responsesRequest(asked), { signal: signal ?? null });
      const calls = output.flatMap((item) => (item.type === 'function_call' ? [item] : []));
      return {
        text,
        toolCalls: calls.map((call) => ({ name: call.name, args: JSON.parse(call.arguments) })),
        usage: { inputTokens: usage?.input_tokens ?? -1, outputTokens: usage?.output_tokens ?? -1 },
      };
    },
    async *stream(asked) {
      // The client's own assembly of the events: it refuses a delta without its item, or an end without its response.
      const stream = client.responses.stream(responsesRequest(asked));
      for await (const event of stream) if (event.type === 'response.output_text.delta') yield event.delta;
      await stream.finalResponse();
    },
    async count(prompt) {
      return (await client.responses.inputTokens.count({ model: MODEL, input: prompt })).input_tokens;
    },
  };
}
