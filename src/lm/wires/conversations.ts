import type { LmCall, LmMessage, LmMessageReply, LmPart, LmReply } from '../../shared/boundaries/lm-call';
import { saidText, toolCallIds } from './write-reply';

/** A conversation as far as a reply that was given out. */
type Kept = Pick<LmCall, 'messages' | 'system' | 'tools'>;

const MOST_KEPT = 1_000;

/** What a provider keeps for its clients: the turns behind the id of each reply. A client then sends only what is new. */
export class Conversations {
  private readonly kept = new Map<string, Kept>();

  /** The call with the turns that it continues. One that continues what was not given out here stays as it is: the engine refuses it. */
  resume(call: LmCall): LmCall {
    const { continues, ...sampling } = call.sampling;
    const before = typeof continues === 'string' ? this.kept.get(continues) : undefined;
    if (before === undefined) return call;
    const messages = [...before.messages, ...call.messages];
    // OpenAI wants instructions and tools with each request; Anthropic keeps them with the turns.
    if (call.api !== 'anthropic') return { ...call, messages, sampling };
    const tools = call.tools.length > 0 ? call.tools : before.tools;
    return { ...call, messages, sampling, tools, system: call.system || before.system };
  }

  /** `id`: under which a client will continue; of the same id, the latest. */
  keep(id: string, call: LmCall, reply: LmReply): void {
    if (reply.kind !== 'message') return;
    this.kept.delete(id);
    this.kept.set(id, { messages: [...call.messages, turnOf(reply, call)], system: call.system, tools: call.tools });
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value as string);
  }
}

/** As the client would hand it back. */
function turnOf(reply: LmMessageReply, call: LmCall): LmMessage {
  const [ids = []] = toolCallIds(reply, call);
  const text = saidText(reply);
  const said: LmPart[] = text === '' ? [] : [{ type: 'text', text }];
  const calls = reply.toolCalls.map(
    ({ name, arguments: args }, index): LmPart => ({ type: 'tool_call', id: ids[index] as string, name, arguments: args }),
  );
  return { role: 'assistant', parts: [...said, ...calls] };
}
