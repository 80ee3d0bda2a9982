// A provider on loopback, in a process of its own, that keeps its own books: when each request came, and what it bills. It speaks the
// wires of OpenAI and of Gemini, refuses, breaks off and hides its usage at random, and never asks the ledger.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { seeded } from './seeded.mjs';

const { seed, price } = JSON.parse(process.argv[2]);
const draw = seeded(seed);
const books = { cameAtNs: [], billedNanoUsd: 0, refused: 0, broken: 0, untold: 0, streams: 0, embeddings: 0 };

const server = createServer(async (request, response) => {
  books.cameAtNs.push(String(process.hrtime.bigint()));
  process.send({ came: books.cameAtNs.length });
  const asked = askedFor(request.url, JSON.parse(await text(request)));
  const fate = draw.next();
  if (fate < 0.06) return refuse(response, asked);
  if (fate < 0.09) return response.writeHead(500).end('{}');
  const usage = bill(asked);
  setTimeout(() => answer(response, { ...asked, usage, fate }), draw.between(0, 40));
});

process.on('message', () => process.send({ books }));
process.on('disconnect', () => process.exit());
if (!process.connected) process.exit();
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

function askedFor(url, body) {
  const isGemini = url.startsWith('/v1beta');
  return {
    isGemini,
    isEmbedding: /embed/i.test(url),
    isStream: body.stream === true || /:stream/.test(url),
    // No tokenizer makes more tokens of a prompt than it has bytes; this one may make as many, and adds some for each message.
    promptBytes: Buffer.byteLength(textsIn(body).join('')),
    maxTokens: body.max_completion_tokens ?? body.generationConfig?.maxOutputTokens ?? 0,
  };
}

function textsIn({ messages = [], contents = [], requests = [], input = [] }) {
  const parts = [...contents, ...requests.map(({ content }) => content)].flatMap((content) => content.parts);
  return [...messages.map(({ content }) => content), ...parts.map((part) => part.text), ...[input].flat()];
}

function bill({ promptBytes, maxTokens, isEmbedding }) {
  const isWorst = draw.isIn(0.2);
  const input = isWorst ? promptBytes + 8 : draw.between(Math.ceil(promptBytes / 4), promptBytes);
  const output = isEmbedding ? 0 : isWorst ? maxTokens : draw.between(1, maxTokens);
  books.billedNanoUsd += input * price.inputPerMillionUsd * 1000 + output * price.outputPerMillionUsd * 1000;
  return { input, output };
}

function refuse(response, { isGemini }) {
  books.refused += 1;
  const quotaId = 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier';
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] },
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '0.05s' },
  ];
  const error = isGemini ? { code: 429, message: 'quota', status: 'RESOURCE_EXHAUSTED', details } : { message: 'slow down', code: 'rate' };
  response.writeHead(429, { 'content-type': 'application/json', 'retry-after-ms': '50' }).end(JSON.stringify({ error }));
}

function answer(response, asked) {
  const { fate, isStream, isEmbedding } = asked;
  if (isStream) books.streams += 1;
  if (isEmbedding) books.embeddings += 1;
  if (fate < 0.13) {
    books.broken += 1;
    response.socket?.destroy();
    return;
  }
  const isUntold = fate < 0.18;
  if (isUntold) books.untold += 1;
  const pieces = asked.isGemini ? geminiPieces(asked, isUntold) : openAiPieces(asked, isUntold);
  if (!isStream) return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(pieces[0]));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [index, piece] of pieces.entries()) {
    response.write(`data: ${JSON.stringify(piece)}\n\n`);
    if (index === 0 && fate < 0.24) {
      books.broken += 1;
      response.socket?.destroy();
      return;
    }
  }
  response.end(asked.isGemini ? '' : 'data: [DONE]\n\n');
}

function geminiPieces({ isEmbedding, isStream, usage }, isUntold) {
  if (isEmbedding) return [{ embeddings: [{ values: [0.5, 0.25] }] }];
  const piece = (word) => ({ candidates: [{ content: { role: 'model', parts: [{ text: word }] }, finishReason: 'STOP' }] });
  const told = isUntold ? {} : { usageMetadata: { promptTokenCount: usage.input, candidatesTokenCount: usage.output } };
  return isStream ? [piece('a'), { ...piece('b'), ...told }] : [{ ...piece('ab'), ...told }];
}

function openAiPieces({ isEmbedding, isStream, usage }, isUntold) {
  const told = isUntold ? {} : { usage: { prompt_tokens: usage.input, completion_tokens: usage.output } };
  if (isEmbedding) return [{ data: [{ index: 0, embedding: [0.5, 0.25] }], model: 'm', ...told }];
  const head = { id: 'c', created: 0, model: 'm' };
  if (!isStream)
    return [{ ...head, choices: [{ index: 0, message: { role: 'assistant', content: 'ab' }, finish_reason: 'stop' }], ...told }];
  const piece = (delta, finish) => ({ ...head, choices: [{ index: 0, delta, finish_reason: finish }] });
  return [piece({ content: 'a' }, null), piece({ content: 'b' }, 'stop'), { ...head, choices: [], ...told }];
}
