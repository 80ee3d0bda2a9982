import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { LmListener } from '../../shared/boundaries/lm-hear';
import { isDspexError } from '../../shared/errors';
import { Conversations } from './conversations';
import { decodedBody } from './encoded-body';
import { IdSeeds } from './id-seeds';
import { LiveStream } from './live-stream';
import { answerAboutModels } from './models';
import { WireFormatError, type WireHeaders, type WireReply } from './wire';
import { type Exchange, exchangeOf, refusalFor } from './wires';

/** One for the process: an id is made of the request that was answered, whoever asked. */
const conversations = new Conversations();
const idSeeds = new IdSeeds();

/** A request as it came over HTTP. */
export interface WireRequest {
  readonly url: URL;
  readonly method: string;
  /** Text; or bytes, where a header says how they are encoded. */
  readonly body: string | Uint8Array;
  /** By their names in lower case; those that ask for something are read. */
  readonly headers?: WireHeaders;
}

/**
 * Answers a request in the format of its provider: an LM call, with the turns that it continues before it; or what a client asks of what
 * was given out, or of models. Null for a route that nothing here reads. Throws what `answer` throws and is no error of this package.
 */
export async function answerOverWire(request: WireRequest, answer: Answer): Promise<WireReply | null> {
  const { url, method, headers } = request;
  let exchange: Exchange | null = null;
  try {
    const body = textOf(request);
    exchange = exchangeOf(url, method, body, headers);
    if (exchange !== null) return await answerExchange(exchange, body, answer);
    return conversations.answer(url, method, body) ?? answerAboutModels(url, method, body);
  } catch (error) {
    if (!(error instanceof WireFormatError || isDspexError(error))) throw error;
    return exchange?.wire.encodeRefusal(400, error.message) ?? refusalFor(url, 400, error.message);
  }
}

function textOf({ body, headers }: WireRequest): string {
  return typeof body === 'string' ? body : decodedBody(body, String(headers?.['content-encoding'] ?? ''));
}

type Answer = (call: LmCall, told: Pick<LmListener, 'hear' | 'owned'>) => Promise<LmReply>;

async function answerExchange(exchange: Exchange, body: string, answer: Answer): Promise<WireReply> {
  const asked = exchange.decode();
  const call = conversations.resume(asked);
  const live = call.stream ? new LiveStream(exchange, call) : undefined;
  const owned = (owner: object): void => {
    exchange.idSeed = idSeeds.next(owner, body);
  };
  const whole = answer(call, { hear: live?.hear, owned }).then((reply) => {
    const id = exchange.replyId(reply);
    if (id !== null) conversations.keep({ id, asked, call, reply, body, idSeed: exchange.idSeed });
    return reply;
  });
  if (live === undefined) return exchange.encode(await whole, call);
  whole.then(
    (reply) => live.end(reply),
    (error: unknown) => live.fail(error),
  );
  return Promise.race([live.begun, whole.then((reply) => exchange.encode(reply, call))]);
}
