import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LLMock } from '@copilotkit/aimock';

/** A 429 of Gemini's, and when it was given. */
export interface Refusal {
  readonly quotaId: string;
  readonly retryDelay: string;
  givenAt?: number;
}

/** A provider that others wrote, on loopback: it speaks the wires of Gemini and of OpenAI. Gemini's first calls are refused as told. */
export async function startProvider(refusals: readonly Refusal[] = []): Promise<LLMock> {
  const provider = new LLMock({ port: 0 });
  provider.mount('/v1beta', {
    handleRequest: async (request, response) => refused(refusals, request, response) || answerWhatItLacks(request, response),
  });
  await provider.start();
  return provider;
}

/** With the details of google/rpc/error_details.proto. */
function refused(refusals: readonly Refusal[], request: IncomingMessage, response: ServerResponse): boolean {
  const refusal = refusals.find(({ givenAt }) => givenAt === undefined);
  if (refusal === undefined || !request.url?.includes('enerateContent')) return false;
  refusal.givenAt = Date.now();
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId: refusal.quotaId }] },
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: refusal.retryDelay },
  ];
  const error = { code: 429, message: 'You exceeded your current quota.', status: 'RESOURCE_EXHAUSTED', details };
  response.writeHead(429, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
  return true;
}

/** Token counts and batches of embeddings, as https://ai.google.dev/api describes them. */
async function answerWhatItLacks(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const method = /:(countTokens|batchEmbedContents)$/.exec(request.url ?? '')?.[1];
  if (method === undefined) return false;
  const body = JSON.parse(await text(request)) as {
    requests?: { content: { parts: { text: string }[] } }[];
    generateContentRequest?: unknown;
  };
  const reply =
    method === 'countTokens'
      ? { totalTokens: Math.ceil(JSON.stringify(body.generateContentRequest).length / 4) }
      : { embeddings: (body.requests ?? []).map(({ content }) => ({ values: vectorOf(content.parts.map((part) => part.text).join('')) })) };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  return true;
}

function vectorOf(words: string): number[] {
  return Array.from({ length: 4 }, (_, index) => (words.charCodeAt(index % words.length) || 1) / (300 + index / 7));
}

/** DSPy's chat format for one answer. */
export function dspyAnswer(fields: Readonly<Record<string, string>>): string {
  const written = Object.entries(fields).map(([name, value]) => `[[ ## ${name} ## ]]\n${value}\n`);
  return [...written, '[[ ## completed ## ]]'].join('\n');
}

/** A usage that Gemini's and OpenAI's clients both read. */
export function usage(input: number, output: number) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    promptTokenCount: input,
    candidatesTokenCount: output,
    totalTokenCount: input + output,
  };
}

/** The config of a project whose real LM is that provider. */
export function realConfig(url: string, more: object = {}): string {
  const dspex = { lm: { real: { baseUrl: url } }, ...more };
  return `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify(dspex)} } };`;
}

export const KEY = { GEMINI_TEST_API_KEY: 'AIzaSy-not-a-real-key-0123456789abcdef' } as const;
