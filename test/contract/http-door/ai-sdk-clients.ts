import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3Content, LanguageModelV3Usage } from '@ai-sdk/provider';
import { type Asked, CITY, type Client, type ClientReply, OSLO } from './client';

/** Vercel's AI SDK: it checks each body and each event that it gets against the provider's schema, and refuses what does not fit. */
export const aiSdkClients: Record<string, () => Client> = {
  'AI SDK (openai, chat)': () => aiSdk(openAi().chat('gpt-4o-mini')),
  'AI SDK (openai, responses)': () => aiSdk(openAi().responses('gpt-4o-mini')),
  'AI SDK (anthropic)': () => {
    const { createAnthropic } = require('@ai-sdk/anthropic') as typeof import('@ai-sdk/anthropic');
    return aiSdk(createAnthropic({ apiKey: 'k' })('claude-sonnet-5'));
  },
  'AI SDK (a model by its name)': () => {
    const { createGateway } = require('ai') as typeof import('ai');
    return aiSdk(createGateway({ apiKey: 'k' })('openai/gpt-4o-mini') as LanguageModelV3);
  },
  'AI SDK (google)': () => {
    const { createGoogleGenerativeAI } = require('@ai-sdk/google') as typeof import('@ai-sdk/google');
    return aiSdk(createGoogleGenerativeAI({ apiKey: 'k' })('gemini-3.5-flash-lite'));
  },
};

function openAi() {
  const { createOpenAI } = require('@ai-sdk/openai') as typeof import('@ai-sdk/openai');
  return createOpenAI({ apiKey: 'k' });
}

function aiSdk(model: LanguageModelV3): Client {
  return {
    async ask(asked, signal) {
      const { content, usage } = await model.doGenerate({ ...optionsOf(asked), ...(signal && { abortSignal: signal }) });
      return replyOf(content, usage);
    },
    async *stream(asked) {
      const { stream } = await model.doStream(optionsOf(asked));
      for await (const part of stream as unknown as AsyncIterable<{ type: string; delta: string; error: unknown }>) {
        if (part.type === 'error') throw part.error;
        if (part.type === 'text-delta') yield part.delta;
      }
    },
  };
}

function optionsOf({ prompt, system, schema, tool, toolResult }: Asked): LanguageModelV3CallOptions {
  const call = { toolCallId: 'call_a', toolName: tool ?? '' };
  return {
    prompt: [
      ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user', content: [{ type: 'text', text: prompt }] },
      ...(toolResult === undefined
        ? []
        : [
            { role: 'assistant' as const, content: [{ type: 'tool-call' as const, ...call, input: OSLO }] },
            {
              role: 'tool' as const,
              content: [{ type: 'tool-result' as const, ...call, output: { type: 'text' as const, value: toolResult } }],
            },
          ]),
    ],
    ...(schema && { responseFormat: { type: 'json', schema } }),
    ...(tool && { tools: [{ type: 'function', name: tool, inputSchema: CITY }] }),
  };
}

function replyOf(content: readonly LanguageModelV3Content[], usage: LanguageModelV3Usage): ClientReply {
  return {
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    toolCalls: content.flatMap((part) => (part.type === 'tool-call' ? [{ name: part.toolName, args: JSON.parse(part.input) }] : [])),
    usage: { inputTokens: usage.inputTokens.total ?? -1, outputTokens: usage.outputTokens.total ?? -1 },
  };
}
