import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LiveServer {
  readonly url: string;
  close(): Promise<void>;
}

/** DSPy's format, in pieces as short as models send them. */
const PIECES = ['[[', ' ##', ' answer', ' ##', ' ]]', '\n', 'four', ' o', ' clock', '\n\n', '[[ ##', ' completed', ' ## ]]'];
/** A listener of DSPy's holds back what may be the beginning of the next field: that much is said before the first is heard. */
const SAID_AT_ONCE = PIECES.length - 1;

/** llama.cpp says of each chunk when it was made. */
let made = 0;

type Say = (piece: string, index: number) => string;

const OPENAI: Say = (piece, index) =>
  data({ choices: [{ index: 0, delta: { ...(index === 0 && { role: 'assistant' }), content: piece }, finish_reason: null }] });
const ANTHROPIC: Say = (text) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
const GEMINI: Say = (text) =>
  data({ candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0 }], modelVersion: 'm', responseId: 'r' });

interface Spoken {
  readonly before: string;
  readonly say: Say;
  readonly after: string;
}

const WIRES: readonly (readonly [RegExp, Spoken])[] = [
  [
    /chat\/completions/,
    {
      before: '',
      say: (piece, index) => OPENAI(piece, index),
      after: `${data({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], timings: { predicted_ms: 1 } })}${data({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 } })}data: [DONE]\n\n`,
    },
  ],
  [
    /v1\/messages/,
    {
      before:
        event({
          type: 'message_start',
          message: {
            id: 'msg_1',
            type: 'message',
            role: 'assistant',
            model: 'claude',
            content: [],
            usage: { input_tokens: 7, output_tokens: 1 },
          },
        }) + event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      say: ANTHROPIC,
      after:
        event({ type: 'content_block_stop', index: 0 }) +
        event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 9 } }) +
        event({ type: 'message_stop' }),
    },
  ],
  [
    /streamGenerateContent/,
    {
      before: '',
      say: GEMINI,
      after: data({
        candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 9, totalTokenCount: 16 },
        modelVersion: 'm',
        responseId: 'r',
      }),
    },
  ],
];

/**
 * A provider that says the end of a stream when somebody has heard its beginning (`/go-on`), and not before. It tells how many of its streams
 * were closed before their end (`/closed`).
 */
export async function liveServer(): Promise<LiveServer> {
  const waiting = new Set<() => void>();
  let closed = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    if (request.url === '/go-on') {
      for (const goOn of waiting) goOn();
      return response.end();
    }
    if (request.url === '/closed') return response.end(String(closed));
    request.resume();
    const spoken = WIRES.find(([path]) => path.test(request.url ?? ''))?.[1];
    if (spoken === undefined) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const end = begin(response, spoken);
    waiting.add(end);
    response.once('close', () => {
      waiting.delete(end);
      if (!response.writableEnded) closed += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Says the beginning; gives what says the end. */
function begin(response: ServerResponse, { before, say, after }: Spoken): () => void {
  response.write(before + PIECES.slice(0, SAID_AT_ONCE).map(say).join(''));
  return () => response.end(PIECES.slice(SAID_AT_ONCE).map(say).join('') + after);
}

function data(body: object): string {
  made += 1;
  return `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: made, model: 'm', ...body })}\n\n`;
}

function event(body: { readonly type: string } & Record<string, unknown>): string {
  return `event: ${body.type}\ndata: ${JSON.stringify(body)}\n\n`;
}
