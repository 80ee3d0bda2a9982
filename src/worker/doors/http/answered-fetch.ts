import { debug } from '../../../shared/debug';
import { bounded } from '../../../shared/waits/bounded';
import { ConnectionReset } from '../paced-chunks';
import { answerRequest, type RequestAnswers } from './answer-request';
import type { UnderWay } from './under-way';

/**
 * What `fetch` gives for a request to an LM host that nobody else in the test hears of: Node's own classes, told by Node's own words.
 *
 * Rejects with what Node's rejects with: the reason of the request's signal; a TypeError for what is no request, and for a connection that
 * breaks, its cause the break.
 */
export async function answeredFetch(args: Parameters<typeof fetch>, answers: RequestAnswers, underWay: UnderWay): Promise<Response> {
  const { request, text } = requestOf(args);
  const { signal, url, method } = request;
  // Without a query, which may hold a key.
  debug('door', () => `fetch ${method} ${url.replace(/[?#].*/s, '')}: an LM call`);
  signal.throwIfAborted();
  // At once, not when the answer comes: it may be one that never does.
  const abort = { signal, error: (reason: unknown) => reason };
  const answer = (): Promise<Response> => bounded(answerRequest(request, answers, signal, text), { abort });
  try {
    return cameFrom(url, await underWay.hold([request], answer));
  } catch (error) {
    throw error instanceof ConnectionReset ? failedFetch(error) : error;
  }
}

/** A connection that broke, as Node's fetch tells of it. */
export function failedFetch(cause: ConnectionReset): TypeError {
  return new TypeError('fetch failed', { cause });
}

/** A text is kept beside its request: made a stream of and read again, it takes as long as a tenth of the call. */
function requestOf([input, init]: Parameters<typeof fetch>): { readonly request: Request; readonly text?: string } {
  const body = init?.body;
  if (typeof body !== 'string' || input instanceof Request || isWithoutBody(init?.method)) return { request: new Request(input, init) };
  const request = new Request(input, Object.create(init as object, { body: { value: undefined } }) as RequestInit);
  if (!request.headers.has('content-type')) request.headers.set('content-type', 'text/plain;charset=UTF-8');
  return { request, text: body.toWellFormed() };
}

/** Such a request with a body is none: Node says so. */
function isWithoutBody(method = 'GET'): boolean {
  return /^(?:get|head)$/i.test(method);
}

/** Only Node's fetch can make a Response that says where it came from; its copies say so, too. */
function cameFrom(url: string, response: Response): Response {
  const clone = (): Response => cameFrom(url, Response.prototype.clone.call(response));
  const told = { url: url.replace(/#.*/s, ''), type: 'basic', clone };
  for (const [name, value] of Object.entries(told)) Object.defineProperty(response, name, { value, configurable: true, writable: true });
  return response;
}
