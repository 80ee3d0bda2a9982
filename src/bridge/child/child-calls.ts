import { callOfPython } from '../../lm/wires/openai/python-call';
import { CALLBACKS, NOTIFICATIONS, type NotificationName, type NotificationParams } from '../../shared/boundaries/bridge';
import { toRpcError } from '../wire/rpc';
import type { ChildConnection } from './child-connection';
import type { ChildUser } from './child-user';
import type { Executes } from './executes';
import type { Tools } from './tools';

interface ChildCallsParts {
  readonly tools: Tools;
  readonly executes: Executes;
  /** Who is asked where no execute is known. */
  readonly ownerOf: () => ChildUser;
}

/** Answers what a child asks of us, and hears what it tells. */
export function answerChild(connection: ChildConnection, { tools, executes, ownerOf }: ChildCallsParts): void {
  const userOf = (executeId: string | null): ChildUser => executes.userOf(executeId) ?? ownerOf();
  answer(connection, 'lm_answer', async (raw) => {
    const { executeId, call } = CALLBACKS.lm_answer.params.parse(raw);
    const answered = await userOf(executeId).answer(callOfPython(call), executes.abandonOf(executeId));
    executes.noteCall(executeId, answered.callId);
    return answered;
  });
  answer(connection, 'call_tool', async (raw) => {
    const { executeId, id, name, arguments: args } = CALLBACKS.call_tool.params.parse(raw);
    return { value: await tools.call(id, name, args, { signal: executes.endOf(executeId) }) };
  });
  // Of a reply that was rejected its call alone is known.
  hear(connection, 'lm_rejected', ({ callId, error }) => userOf(null).rejected(callId, error));
  hear(connection, 'stream_piece', ({ executeId, piece }) => executes.readerOf(executeId)?.take(JSON.stringify(piece)));
  hear(connection, 'egress_refused', ({ executeId, error }) => userOf(executeId).refused(error));
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
