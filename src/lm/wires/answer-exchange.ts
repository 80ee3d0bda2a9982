import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import { Conversations } from './conversations';
import type { WireReply } from './wire';
import type { Exchange } from './wires';

/** One for the process: an id is made of the request that was answered, whoever asked. */
const conversations = new Conversations();

/** Answers a request, with the turns that it continues before it. Throws WireFormatError, and what `answer` throws. */
export async function answerExchange(exchange: Exchange, answer: (call: LmCall) => Promise<LmReply>): Promise<WireReply> {
  const call = conversations.resume(exchange.decode());
  const reply = await answer(call);
  const id = exchange.replyId(reply);
  if (id !== null) conversations.keep(id, call, reply);
  return exchange.encode(reply, call);
}
