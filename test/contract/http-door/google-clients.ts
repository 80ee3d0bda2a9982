import type * as GenAi from '@google/genai' with { 'resolution-mode': 'import' };
import { type Asked, CITY, type Client, type ClientReply, type Connection, OSLO } from './client';

const MODEL = 'gemini-3.5-flash-lite';
const EMBEDDER = 'gemini-embedding-001';

export function contentsOf({ prompt, tool = '', toolResult }: Asked) {
  const question = { role: 'user', parts: [{ text: prompt }] };
  if (toolResult === undefined) return [question];
  return [
    question,
    { role: 'model', parts: [{ functionCall: { name: tool, args: OSLO } }] },
    { role: 'user', parts: [{ functionResponse: { name: tool, response: { result: toolResult } } }] },
  ];
}

export function settingsOf({ schema, tool }: Asked) {
  return {
    ...(schema && { generationConfig: { responseMimeType: 'application/json', responseSchema: schema as never } }),
    ...(tool && { tools: [{ functionDeclarations: [{ name: tool, parameters: CITY as never }] }] }),
  };
}

export interface GeminiBody {
  candidates?: { content?: { parts?: { text?: string; functionCall?: { name?: string; args?: unknown } }[] } }[];
  usageMetadata?: { promptTokenCount?: number; candidatesTokenCount?: number };
}

export function fromGemini({ candidates, usageMetadata }: GeminiBody): ClientReply {
  const parts = candidates?.[0]?.content?.parts ?? [];
  return {
    text: parts.map((part) => part.text ?? '').join(''),
    toolCalls: parts.flatMap(({ functionCall }) => (functionCall ? [{ name: functionCall.name ?? '', args: functionCall.args }] : [])),
    usage: { inputTokens: usageMetadata?.promptTokenCount ?? -1, outputTokens: usageMetadata?.candidatesTokenCount ?? -1 },
  };
}

export function googleGenerativeAi({ baseUrl, timeoutMs }: Connection = {}): Client {
  const { GoogleGenerativeAI } = require('@google/generative-ai') as typeof import('@google/generative-ai');
  // It never clears its timer: set only where it is wanted.
  const options = { ...(timeoutMs !== undefined && { timeout: timeoutMs }), ...(baseUrl !== undefined && { baseUrl }) };
  const google = new GoogleGenerativeAI('k');
  const model = (asked: Asked) =>
    google.getGenerativeModel({ model: MODEL, ...settingsOf(asked), ...(asked.system && { systemInstruction: asked.system }) }, options);
  return {
    async ask(asked, signal) {
      const { response } = await model(asked).generateContent({ contents: contentsOf(asked) }, signal ? { signal } : {});
      return fromGemini(response as GeminiBody);
    },
    async *stream(asked) {
      const { stream, response } = await model(asked).generateContentStream({ contents: contentsOf(asked) });
      // It rejects beside the stream, and nobody waits for it here.
      response.catch(() => undefined);
      for await (const piece of stream) yield piece.text();
    },
    async embed(texts) {
      const embedder = google.getGenerativeModel({ model: EMBEDDER }, options);
      const [only = ''] = texts;
      if (texts.length === 1) return [(await embedder.embedContent(only)).embedding.values];
      const requests = texts.map((text) => ({ content: { role: 'user', parts: [{ text }] } }));
      return (await embedder.batchEmbedContents({ requests })).embeddings.map(({ values }) => values);
    },
    async count(prompt) {
      return (await model({ prompt }).countTokens(prompt)).totalTokens;
    },
  };
}

export function googleGenAi({ baseUrl, timeoutMs = 60_000 }: Connection = {}): Client {
  const { GoogleGenAI } = require('@google/genai') as typeof GenAi;
  const { models } = new GoogleGenAI({ apiKey: 'k', httpOptions: { timeout: timeoutMs, ...(baseUrl !== undefined && { baseUrl }) } });
  const request = (asked: Asked, signal?: AbortSignal) => {
    const { generationConfig, ...settings } = settingsOf(asked);
    const { system: systemInstruction } = asked;
    const config = { ...generationConfig, ...settings, ...(systemInstruction && { systemInstruction }) };
    return { model: MODEL, contents: contentsOf(asked), config: { ...config, ...(signal && { abortSignal: signal }) } };
  };
  return {
    async ask(asked, signal) {
      return fromGemini((await models.generateContent(request(asked, signal))) as GeminiBody);
    },
    async *stream(asked) {
      for await (const piece of await models.generateContentStream(request(asked))) yield piece.text ?? '';
    },
    async embed(texts) {
      const { embeddings = [] } = await models.embedContent({ model: EMBEDDER, contents: [...texts] });
      return embeddings.map(({ values = [] }) => values);
    },
    async count(prompt) {
      return (await models.countTokens({ model: MODEL, contents: prompt })).totalTokens ?? -1;
    },
  };
}
