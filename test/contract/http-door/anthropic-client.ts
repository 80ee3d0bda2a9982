import type Anthropic from '@anthropic-ai/sdk';
import { type Asked, CITY, type Client, type ClientReply, type Connection, OSLO } from './client';

const MODEL = 'claude-sonnet-5';

function request({ prompt, system, schema, tool, toolResult }: Asked): Anthropic.MessageCreateParamsNonStreaming {
  return {
    model: MODEL,
    max_tokens: 100,
    ...(system !== undefined && { system }),
    messages: [
      { role: 'user', content: prompt },
      ...(toolResult === undefined
        ? []
        : [
            { role: 'assistant' as const, content: [{ type: 'tool_use' as const, id: 'toolu_a', name: tool ?? '', input: OSLO }] },
            { role: 'user' as const, content: [{ type: 'tool_result' as const, tool_use_id: 'toolu_a', content: toolResult }] },
          ]),
    ],
    ...(schema && { output_config: { format: { type: 'json_schema', schema } } }),
    ...(tool && { tools: [{ name: tool, input_schema: CITY }] }),
  };
}

function fromMessage({ content, usage }: Anthropic.Message): ClientReply {
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    toolCalls: content.flatMap((block) => (block.type === 'tool_use' ? [{ name: block.name, args: block.input }] : [])),
    usage: { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens },
  };
}

export function anthropic({ baseUrl, maxRetries = 2, timeoutMs = 60_000 }: Connection = {}): Client {
  const { default: Connect } = require('@anthropic-ai/sdk') as typeof import('@anthropic-ai/sdk');
  const client = new Connect({
    apiKey: 'k',
    logLevel: 'off',
    maxRetries,
    timeout: timeoutMs,
    ...(baseUrl !== undefined && { baseURL: baseUrl }),
  });
  return {
    async ask(asked, signal) {
      return fromMessage(await client.messages.create(request(asked), { signal: signal ?? null }));
    },
    async *stream(asked) {
      // The client's own assembly of the events: it refuses a delta without its block, or an end without its message.
      const stream = client.messages.stream(request(asked));
      for await (const event of stream)
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text;
      await stream.finalMessage();
    },
    async count(prompt) {
      return (await client.messages.countTokens({ model: MODEL, messages: [{ role: 'user', content: prompt }] })).input_tokens;
    },
  };
}
