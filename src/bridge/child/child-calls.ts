import { callOfPython } from '../../lm/wires/openai/python-call';
import { CALLBACKS, NOTIFICATIONS, type NotificationName, type NotificationParams } from '../../shared/boundaries/bridge';
import { DspexError } from '../../shared/errors';
import { toRpcError } from '../wire/rpc';
import type { ChildConnection } from './child-connection';
import type { ChildUser, HearAnswer } from './child-user';
import type { Executes } from './executes';
import type { Tools } from './tools';
import { Waits } from './waits';

interface ChildCallsParts {
  readonly tools: Tools;
  readonly executes: Executes;
  /** Who is asked where no execute is known. */
  readonly ownerOf: () => ChildUser;
}

/** Answers what a child asks of us, and hears what it tells. */
export function answerChild(connection: ChildConnection, { tools, executes, ownerOf }: ChildCallsParts): void {
  const waits = new Waits();
  const userOf = (executeId: string | null): ChildUser => executes.userOf(executeId) ?? ownerOf();
  answer(connection, 'lm_answer', async (raw) => {
    const { executeId, call: asked, ask } = CALLBACKS.lm_answer.params.parse(raw);
    const call = callOfPython(asked);
    const hear = call.stream && ask !== undefined ? hearing(connection, ask) : undefined;
    const answered = await waits.until(ask, executes.abandonOf(executeId), (signal) => userOf(executeId).answer(call, signal, hear));
    executes.noteCall(executeId, answered.callId);
    return answered;
  });
  answer(connection, 'call_tool', async (raw) => {
    const { executeId, id, name, arguments: args } = CALLBACKS.call_tool.params.parse(raw);
    return { value: await tools.call(id, name, args, { signal: executes.endOf(executeId) }) };
  });
  // Of a reply that was rejected its call alone is known.
  hear(connection, 'lm_rejected', ({ callId, error }) => userOf(null).rejected(callId, error));
  hear(connection, 'lm_given_up', ({ ask }) => waits.giveUp(ask));
  hear(connection, 'stream_piece', ({ executeId, piece }) => executes.readerOf(executeId)?.take(JSON.stringify(piece)));
  hear(connection, 'egress_refused', ({ executeId, error }) => userOf(executeId).refused(error));
  hear(connection, 'no_child', ({ error }) => connection.refuse(DspexError.fromWire(error)));
}

/** Tells Python of a reply while it is being said: a notification comes before the answer. */
function hearing({ rpc }: ChildConnection, ask: number): HearAnswer {
  return (soFar) => rpc.sendNotification('lm_piece', { ask, ...soFar() });
}

function answer({ rpc }: ChildConnection, name: keyof typeof CALLBACKS, work: (raw: unknown) => Promise<unknown>): void {
  rpc.onRequest(name, async (raw: unknown) => {
    try {
      return await work(raw);
    } catch (error) {
      throw toRpcError(error);
    }
  });
}

/** A notification of another shape breaks the connection off. */
function hear<N extends NotificationName>(connection: ChildConnection, name: N, tell: (params: NotificationParams<N>) => void): void {
  connection.rpc.onNotification(name, (raw: unknown) => {
    const { data, error } = NOTIFICATIONS[name].safeParse(raw);
    if (error === undefined) tell(data as NotificationParams<N>);
    else connection.breakOff(error);
  });
}
