import type { LmCall, LmMessage, LmMessageReply, LmPart, LmReply } from '../../shared/boundaries/lm-call';
import { isRecord, recordsOf } from '../call/read-json';
import { GivenReplies } from './given-replies';
import { turnsOfSteps } from './interactions/decode-step';
import { interactionOf } from './interactions/encode';
import { parseBody } from './read-request';
import { decodeItems } from './responses/decode-items';
import { responseOf } from './responses/encode';
import { MadeConversations } from './responses/made-conversations';
import type { WireReply } from './wire';
import { saidText, toolCallIds } from './write-reply';

/** A conversation as far as a reply that was given out. */
type Kept = Pick<LmCall, 'messages' | 'system' | 'tools'>;

/** A reply that was given out: what was asked, and what that was with the turns before it. */
interface Given {
  readonly id: string;
  readonly asked: LmCall;
  readonly call: LmCall;
  readonly reply: LmReply;
  /** Of the request. */
  readonly body: string;
  readonly idSeed: string;
}

const MOST_KEPT = 1_000;

/** What a provider keeps for its clients: the turns behind the id of each reply, or of a conversation. A client then sends only what is new. */
export class Conversations {
  private readonly kept = new Map<string, Kept>();
  private readonly made = new MadeConversations();
  private readonly given = new GivenReplies();

  /** The call with the turns that it continues. One that continues what was not given out here stays as it is: the engine refuses it. */
  resume(call: LmCall): LmCall {
    const { continues, ...sampling } = call.sampling;
    const id = idOf(continues);
    const [reply, conversation] = [this.kept.get(id), this.made.turns(id)];
    const before = reply ?? conversation;
    if (before === undefined) return call;
    const messages = [...before.messages, ...call.messages];
    const system = conversation === undefined ? call.system : [before.system, call.system].filter((text) => text !== '').join('\n');
    // OpenAI and Gemini want instructions and tools with each request; Anthropic keeps them with the turns.
    if (call.api !== 'anthropic' || reply === undefined) return { ...call, messages, sampling, system };
    const tools = call.tools.length > 0 ? call.tools : reply.tools;
    return { ...call, messages, sampling, tools, system: call.system || reply.system };
  }

  /** Under the id by which a client will continue; of the same id, the latest. */
  keep(given: Given): void {
    const { id, call, reply, idSeed } = given;
    if (reply.kind !== 'message') return;
    this.kept.delete(id);
    this.kept.set(id, { messages: [...call.messages, ...turnsOf(reply, given)], system: call.system, tools: call.tools });
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value as string);
    if (call.api === 'openai_responses') this.keepResponse(reply, given);
    if (call.api === 'gemini_interactions') this.given.keep(id, { reply: interactionOf(reply, call, idSeed), input: null });
  }

  /** What a client asks of what was given out; null where it asks for nothing of the kind. */
  answer(url: URL, method: string, body: string): WireReply | null {
    return this.made.answer(url, method, body) ?? this.given.answer(url, method);
  }

  private keepResponse(reply: LmMessageReply, given: Given): void {
    const { id, asked, call } = given;
    const { input } = parseBody(given.body);
    const response = responseOf(reply, call, given);
    this.given.keep(id, { reply: response, input });
    const items = typeof input === 'string' ? [{ role: 'user', content: input }] : (input ?? []);
    this.made.add(idOf(asked.sampling.continues), [...(items as unknown[]), ...response.output]);
  }
}

/** By its id, or as a record that has it. */
function idOf(continues: unknown): string {
  return String(isRecord(continues) ? continues.id : continues);
}

/** As the client would hand it back. */
function turnsOf(reply: LmMessageReply, given: Given): LmMessage[] {
  const { call, idSeed } = given;
  // With the thoughts between its steps, which its provider wants to see again.
  if (call.api === 'gemini_interactions') return turnsOfSteps(interactionOf(reply, call, idSeed).steps);
  // With its thoughts, and what OpenAI's own tools did.
  if (reply.native?.api === 'openai_responses') return decodeItems(recordsOf(responseOf(reply, call, given).output));
  const [ids = []] = toolCallIds(reply, call);
  const text = saidText(reply);
  const said: LmPart[] = text === '' ? [] : [{ type: 'text', text }];
  const calls = reply.toolCalls.map(
    ({ name, arguments: args }, index): LmPart => ({ type: 'tool_call', id: ids[index] as string, name, arguments: args }),
  );
  return [{ role: 'assistant', parts: [...said, ...calls] }];
}
