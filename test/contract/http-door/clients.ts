import { anthropic } from './anthropic-client';
import type { Client } from './client';
import { googleGenAi, googleGenerativeAi } from './google-clients';
import { openAiChat, openAiResponses } from './openai-clients';
import { rawClients } from './raw-clients';

/** Official clients; `maxRetries` where they try again by themselves. */
export const sdks: Record<string, (maxRetries?: number) => Client> = {
  '@google/generative-ai': googleGenerativeAi,
  '@google/genai': googleGenAi,
  'openai (chat)': openAiChat,
  'openai (responses)': openAiResponses,
  '@anthropic-ai/sdk': anthropic,
};

export const clients: Record<string, (maxRetries?: number) => Client> = { ...rawClients, ...sdks };
