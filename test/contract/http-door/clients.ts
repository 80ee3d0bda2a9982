import { aiSdkClients } from './ai-sdk-clients';
import { anthropic } from './anthropic-client';
import type { Client, Connection } from './client';
import { googleGenAi, googleGenerativeAi } from './google-clients';
import { openAiChat, openAiResponses } from './openai-clients';
import { rawClients } from './raw-clients';

/** Official clients. */
export const sdks: Record<string, (connection?: Connection) => Client> = {
  '@google/generative-ai': googleGenerativeAi,
  '@google/genai': googleGenAi,
  'openai (chat)': openAiChat,
  'openai (responses)': openAiResponses,
  '@anthropic-ai/sdk': anthropic,
};

export const clients: Record<string, (connection?: Connection) => Client> = { ...rawClients, ...sdks, ...aiSdkClients };
