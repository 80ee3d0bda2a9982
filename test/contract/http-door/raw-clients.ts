import http from 'node:http';
import https from 'node:https';
import { gzipSync } from 'node:zlib';
import type { Client } from './client';
import { contentsOf, fromGemini, settingsOf } from './google-clients';
import { chatRequest, fromCompletion } from './openai-clients';

const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash-lite';
const OPENAI = 'https://api.openai.com/v1/chat/completions';

type Send = (url: string, body: object) => Promise<{ status: number; text: string }>;

/** Clients that know nothing of language models. */
export const rawClients: Record<string, () => Client> = {
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
  'fetch of a compressed body (OpenAI)': () =>
    openAiOver(async (url, body) => {
      const headers = { 'content-encoding': 'gzip' };
      const response = await fetch(url, { method: 'POST', body: gzipSync(JSON.stringify(body)), headers });
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
    async ask(asked) {
      const systemInstruction = { parts: [{ text: asked.system }] };
      const body = { contents: contentsOf(asked), ...settingsOf(asked), ...(asked.system && { systemInstruction }) };
      return fromGemini(await parsed(send(`${GEMINI}:generateContent`, body)));
    },
  };
}

function openAiOver(send: Send): Client {
  return {
    async ask(asked) {
      return fromCompletion(await parsed(send(OPENAI, chatRequest(asked))));
    },
  };
}

async function parsed<T>(answer: ReturnType<Send>): Promise<T> {
  const { status, text } = await answer;
  if (status !== 200) throw Object.assign(new Error(JSON.parse(text).error.message), { status });
  return JSON.parse(text);
}
