import { isLmHost, isNamed } from '../../../lm/wires/lm-hosts';
import { FINAL_STATUS, refusalFor } from '../../../lm/wires/wires';
import { hostOf, hostOfUrl, withoutProxy } from '../../../reach/host-of';
import { answerHttp2 } from '../../../reach/http2-stand-in';
import { debug } from '../../../shared/debug';
import { ConnectionReset } from '../paced-chunks';
import { answerRequest, type RequestAnswers, toResponse } from './answer-request';
import { answeredFetch, failedFetch } from './answered-fetch';
import { carrier } from './carrier';
import type { CarriedBy, CarrierListener, Intercepted } from './intercepted';
import { healHttp, readHttp } from './native-http';
import { carriesPlaceholder, placeholderLeaving } from './placeholder-key';
import { healHeaders } from './recorded-headers';
import { hasTokenTables, tokenTable } from './token-tables';
import { UnderWay } from './under-way';
import { outerError, UserInterceptors } from './user-interceptors';

export interface HttpDoorOptions extends RequestAnswers {
  readonly sandboxGlobal: typeof globalThis;
  /** LM hosts besides the known ones. */
  readonly lmHosts: readonly string[];
  /** LM hosts that go through. */
  readonly allowHosts: readonly string[];
  /** Whose packages are the project's. */
  readonly rootDir: string;
}

/**
 * Opens Node's door for one test file: requests to LM hosts, of any client built on fetch, http or https, are answered; everything else
 * goes where it went. A nock or msw of the test's own hears of requests first and wins.
 *
 * After `close` nothing is answered, and what the file has left on http and https is gone.
 */
export function openHttpDoor(options: HttpDoorOptions): { close(): void } {
  const carrying = carrier();
  const { sandboxGlobal } = options;
  const users = new UserInterceptors(sandboxGlobal, carrying);
  const before = readHttp();
  const isAnswered = (host: string): boolean => isLmHost(host, options.lmHosts) && !isNamed(host, options.allowHosts);
  const isMet = (host: string): boolean => isAnswered(host) || hasTokenTables(host);
  const underWay = new UnderWay();
  users.open();
  const fetching: typeof fetch = (...args) => answeredFetch(args, options, underWay);
  const listener: CarrierListener = {
    isCarried: (args) => users.isListening || isMet(hostOf(args)) || carriesPlaceholder(args),
    asCarried: (args) => (isAnswered(hostOf(args)) ? withoutProxy(args) : args),
    fetchOf: (args) => (!users.isListening && isAnswered(hostOf(args)) ? fetching : undefined),
    onRequest: (intercepted, by) => handle({ intercepted, by, users, isAnswered, answers: options, underWay }),
    onOther: async (event, payload, by) => (isUsed(payload) ? undefined : users.tell(event, payload, by)),
  };
  carrying.listener = listener;
  const http2 = answerHttp2({ isAnswered, answer: (request, signal) => answerRequest(request, options, signal) });
  return {
    close() {
      http2.close();
      if (carrying.listener === listener) carrying.listener = undefined;
      underWay.close();
      users.close();
      healHttp(before);
      healHeaders();
    },
  };
}

interface Handled {
  readonly intercepted: Intercepted;
  readonly by: CarriedBy;
  readonly users: UserInterceptors;
  readonly isAnswered: (host: string) => boolean;
  readonly answers: HttpDoorOptions;
  readonly underWay: UnderWay;
}

async function handle({ intercepted, by, users, isAnswered, answers, underWay }: Handled): Promise<void> {
  const url = new URL(intercepted.request.url);
  const isOurs = isAnswered(hostOfUrl(url));
  const decided = (how: string): void => debug('door', () => `${by} ${intercepted.request.method} ${url.origin}${url.pathname}: ${how}`);
  try {
    if (await users.answer(intercepted, by)) return decided('answered by an interceptor of the test');
  } catch (error) {
    // "No match" and "not allowed" are nock's words for: not mine.
    // Made again: an error of the sandbox is none to what carries the request, which would then never end.
    if (!isOurs || !isNoMatch(error)) throw outerError(error);
  }
  if (isOurs) {
    decided('an LM call');
    return answerOurs({ intercepted, by, users, answers, underWay });
  }
  const answer = answerOther(intercepted.request, answers);
  if (answer === undefined) return decided('goes through');
  intercepted.controller.respondWith(answer);
}

/** A request to no LM host, where it must not leave, or need not. */
function answerOther(request: Request, { onUnanswerable, allowHosts, rootDir }: HttpDoorOptions): Response | undefined {
  const url = new URL(request.url);
  const leaving = placeholderLeaving(request);
  if (leaving === undefined) return isNamed(hostOfUrl(url), allowHosts) ? undefined : tokenTable(request, rootDir);
  onUnanswerable(leaving);
  return toResponse(refusalFor(url, FINAL_STATUS, leaving.message));
}

/** Requests whose body is gone: they came before whoever would hear of their answer, and who would fail on them. */
const used = new WeakSet<Request>();

function isUsed(payload: unknown): boolean {
  const { request } = payload as { request?: Request };
  return request !== undefined && used.has(request);
}

async function answerOurs({
  intercepted: { request, controller },
  by,
  users,
  answers,
  underWay,
}: Omit<Handled, 'isAnswered'>): Promise<void> {
  // An interceptor of the test's may read the request after us. A copy of one takes as long as a tenth of the call.
  const isHeard = users.isListening;
  const read = isHeard ? (request.clone() as Request) : request;
  if (!isHeard) used.add(request);
  try {
    const response = await underWay.hold([request, read], () => answerRequest(read, answers, request.signal));
    if (!request.signal.aborted && controller.readyState === 0) controller.respondWith(response);
  } catch (error) {
    if (request.signal.aborted) return;
    if (!(error instanceof ConnectionReset)) throw error;
    controller.errorWith(by === 'fetch' ? failedFetch(error) : error);
  }
}

function isNoMatch(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'ERR_NOCK_NO_MATCH' || (code === 'ENETUNREACH' && /Nock: Disallowed net connect/.test(message ?? ''));
}
