import http from 'node:http';
import https from 'node:https';

export interface ClientReply {
  readonly text: string;
  readonly toolCalls: readonly { readonly name: string; readonly args: unknown }[];
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

export interface Asked {
  readonly prompt: string;
  /** JSON Schema of a structured output. */
  readonly schema?: Record<string, unknown>;
  /** The name of a tool on offer, which takes a city. */
  readonly tool?: string;
}

/** One way in which Node code calls an LM. Every case of the contract runs over every client. */
export interface Client {
  ask(asked: Asked): Promise<ClientReply>;
  /** The pieces of a stream; undefined where the client has none. */
  stream?(asked: Asked): AsyncIterable<string>;
}

const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash-lite';
const OPENAI = 'https://api.openai.com/v1/chat/completions';
const CITY = { type: 'object', properties: { city: { type: 'string' } } };

type Send = (url: string, body: object) => Promise<{ status: number; text: string }>;

export const clients: Record<string, () => Client> = {
  'fetch (Gemini)': () =>
    geminiOver(async (url, body) => {
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'x-goog-api-key': 'k' },
      });
      return { status: response.status, text: await response.text() };
    }),
  'fetch of a Request (OpenAI)': () =>
    openAiOver(async (url, body) => {
      const response = await fetch(new Request(url, { method: 'POST', body: JSON.stringify(body) }));
      return { status: response.status, text: await response.text() };
    }),
  'https.request (Gemini)': () => geminiOver((url, body) => overHttps(https.request(url, { method: 'POST' }), body)),
  'https.request with an agent and options (OpenAI)': () =>
    openAiOver((url, body) => {
      const { hostname, pathname } = new URL(url);
      return overHttps(https.request({ hostname, path: pathname, method: 'POST', agent: new https.Agent({ keepAlive: true }) }), body);
    }),
  'http.request (OpenAI)': () =>
    openAiOver((url, body) => overHttps(http.request(url.replace('https:', 'http:'), { method: 'POST' }), body)),
  axios: () =>
    openAiOver(async (url, body) => {
      const axios = require('axios') as typeof import('axios');
      const { status, data } = await axios.post(url, body, {
        validateStatus: () => true,
        responseType: 'text',
        transformResponse: (text: string) => text,
      });
      return { status, text: data as string };
    }),
  '@google/generative-ai': googleGenerativeAi,
  '@google/genai': googleGenai,
  openai: openAi,
};

function overHttps(request: http.ClientRequest, body: object): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (piece: string) => (text += piece))
        .on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.end(JSON.stringify(body));
  });
}

function geminiOver(send: Send): Client {
  return {
    async ask({ prompt, schema, tool }) {
      const { status, text } = await send(`${GEMINI}:generateContent`, {
        contents: [{ role: 'user', parts: [{ text: prompt }] }],
        ...(schema && { generationConfig: { responseMimeType: 'application/json', responseSchema: schema } }),
        ...(tool && { tools: [{ functionDeclarations: [{ name: tool, parameters: CITY }] }] }),
      });
      if (status !== 200) throw Object.assign(new Error(JSON.parse(text).error.message), { status });
      const { candidates, usageMetadata } = JSON.parse(text);
      const { parts } = candidates[0].content as { parts: { text?: string; functionCall?: { name: string; args: unknown } }[] };
      return {
        text: parts.map((part) => part.text ?? '').join(''),
        toolCalls: parts.flatMap((part) => (part.functionCall ? [part.functionCall] : [])),
        usage: { inputTokens: usageMetadata.promptTokenCount, outputTokens: usageMetadata.candidatesTokenCount },
      };
    },
  };
}

function openAiOver(send: Send): Client {
  return {
    async ask({ prompt, schema, tool }) {
      const { status, text } = await send(OPENAI, {
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: prompt }],
        ...(schema && { response_format: { type: 'json_schema', json_schema: { name: 's', schema } } }),
        ...(tool && { tools: [{ type: 'function', function: { name: tool, parameters: CITY } }] }),
      });
      if (status !== 200) throw Object.assign(new Error(JSON.parse(text).error.message), { status });
      return fromCompletion(JSON.parse(text));
    },
  };
}

interface Completion {
  choices: { message: { content?: string | null; tool_calls?: unknown[] | undefined } }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | undefined;
}

function fromCompletion({ choices, usage }: Completion): ClientReply {
  const message = choices[0]?.message;
  const calls = (message?.tool_calls ?? []) as { function: { name: string; arguments: string } }[];
  return {
    text: message?.content ?? '',
    toolCalls: calls.map((call) => ({ name: call.function.name, args: JSON.parse(call.function.arguments) })),
    usage: { inputTokens: usage?.prompt_tokens ?? -1, outputTokens: usage?.completion_tokens ?? -1 },
  };
}

function googleGenerativeAi(): Client {
  const { GoogleGenerativeAI } = require('@google/generative-ai') as typeof import('@google/generative-ai');
  const model = ({ schema, tool }: Asked) =>
    new GoogleGenerativeAI('k').getGenerativeModel({
      model: 'gemini-3.5-flash-lite',
      ...(schema && { generationConfig: { responseMimeType: 'application/json', responseSchema: schema as never } }),
      ...(tool && { tools: [{ functionDeclarations: [{ name: tool, parameters: CITY as never }] }] }),
    });
  return {
    async ask(asked) {
      const { response } = await model(asked).generateContent(asked.prompt);
      const calls = response.functionCalls() ?? [];
      return {
        text: calls.length > 0 ? '' : response.text(),
        toolCalls: calls.map(({ name, args }) => ({ name, args })),
        usage: {
          inputTokens: response.usageMetadata?.promptTokenCount ?? -1,
          outputTokens: response.usageMetadata?.candidatesTokenCount ?? -1,
        },
      };
    },
    async *stream(asked) {
      const { stream } = await model(asked).generateContentStream(asked.prompt);
      for await (const piece of stream) yield piece.text();
    },
  };
}

function googleGenai(): Client {
  const { GoogleGenAI } = require('@google/genai') as typeof import('@google/genai', { with: { 'resolution-mode': 'import' }});
  const request = ({ prompt, schema, tool }: Asked) => ({
    model: 'gemini-3.5-flash-lite',
    contents: prompt,
    config: {
      ...(schema && { responseMimeType: 'application/json', responseSchema: schema as never }),
      ...(tool && { tools: [{ functionDeclarations: [{ name: tool, parameters: CITY as never }] }] }),
    },
  });
  return {
    async ask(asked) {
      const response = await new GoogleGenAI({ apiKey: 'k' }).models.generateContent(request(asked));
      const calls = response.functionCalls ?? [];
      return {
        text: calls.length > 0 ? '' : (response.text ?? ''),
        toolCalls: calls.map(({ name, args }) => ({ name: name ?? '', args })),
        usage: {
          inputTokens: response.usageMetadata?.promptTokenCount ?? -1,
          outputTokens: response.usageMetadata?.candidatesTokenCount ?? -1,
        },
      };
    },
    async *stream(asked) {
      for await (const piece of await new GoogleGenAI({ apiKey: 'k' }).models.generateContentStream(request(asked))) yield piece.text ?? '';
    },
  };
}

function openAi(): Client {
  const OpenAI = (require('openai') as typeof import('openai')).default;
  const client = new OpenAI({ apiKey: 'k' });
  const request = ({ prompt, schema, tool }: Asked) => ({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user' as const, content: prompt }],
    ...(schema && { response_format: { type: 'json_schema' as const, json_schema: { name: 's', schema } } }),
    ...(tool && { tools: [{ type: 'function' as const, function: { name: tool, parameters: CITY } }] }),
  });
  return {
    async ask(asked) {
      return fromCompletion((await client.chat.completions.create(request(asked))) as Completion);
    },
    async *stream(asked) {
      for await (const piece of await client.chat.completions.create({ ...request(asked), stream: true }))
        yield piece.choices[0]?.delta.content ?? '';
    },
  };
}
