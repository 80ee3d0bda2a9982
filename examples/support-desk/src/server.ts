import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { GoogleGenerativeAIFetchError } from '@google/generative-ai';
import { draftReply, streamReply } from './drafts';

/** POST /drafts answers with a drafted reply as JSON, POST /drafts/stream with the text as it is written. The body is the ticket. */
export function makeServer(): Server {
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => refuse(response, error));
  });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const ticket = await bodyOf(request);
  if (request.url === '/drafts') {
    sendJson(response, 200, { draft: await draftReply(ticket) });
  } else if (request.url === '/drafts/stream') {
    for await (const piece of streamReply(ticket)) response.write(piece);
    response.end();
  } else {
    sendJson(response, 404, { error: `no such path: ${request.url}` });
  }
}

/** The model being busy is nobody's fault: the caller is told to come back. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
  } else if (error instanceof GoogleGenerativeAIFetchError && error.status === 429) {
    sendJson(response, 503, { error: 'too many drafts at the moment' }, { 'retry-after': '30' });
  } else {
    sendJson(response, 502, { error: 'the draft could not be written' });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
