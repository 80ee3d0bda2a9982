import { type DataCallback, Message, type MessageReader, type MessageWriter } from 'vscode-jsonrpc/node';
import { bodyText, type DebugChannel, debug, isDebugged } from '../../shared/debug';

type Direction = '→' | '←';
type Params = Readonly<Record<string, unknown>>;

interface Asked {
  readonly method: string;
  readonly test: string | undefined;
  readonly at: number;
}

/** The test that a request is for: its params do not say. */
const tests = new WeakMap<object, string>();

/** Notes for which test a request is, where somebody watches. Gives the params. */
export function askedBy<P extends object>(params: P, testName: string | null | undefined): P {
  if (typeof testName === 'string' && isDebugged('bridge')) tests.set(params, testName);
  return params;
}

/** Both ends of a connection; where DEBUG asks for the channel, each message that passes is said. */
export function watched(reader: MessageReader, writer: MessageWriter, channel: DebugChannel | null): [MessageReader, MessageWriter] {
  if (channel === null || !isDebugged(channel)) return [reader, writer];
  const watch = new Watch(channel);
  const listen = reader.listen.bind(reader);
  const write = writer.write.bind(writer);
  reader.listen = (callback: DataCallback) =>
    listen((message) => {
      watch.say('←', message);
      callback(message);
    });
  writer.write = (message: Message) => {
    watch.say('→', message);
    return write(message);
  };
  return [reader, writer];
}

class Watch {
  private readonly asked = new Map<string, Asked>();
  private readonly testOfExecute = new Map<unknown, string>();

  constructor(private readonly channel: DebugChannel) {}

  say(direction: Direction, message: Message): void {
    if (Message.isResponse(message)) this.sayAnswer(direction, message);
    else this.sayRequest(direction, message);
  }

  private sayRequest(direction: Direction, message: Message): void {
    const { method, params, id } = message as unknown as { method: string; params?: Params; id?: number };
    const test = this.testOf(params);
    if (id !== undefined) this.asked.set(`${direction}${id}`, { method, test, at: performance.now() });
    this.line(direction, method, id, test, params);
  }

  private sayAnswer(direction: Direction, message: Message): void {
    const { id, error, result } = message as Message & { id?: number; error?: unknown; result?: unknown };
    const key = `${direction === '→' ? '←' : '→'}${id}`;
    const { method, test, at } = this.asked.get(key) ?? { method: '?', test: undefined, at: performance.now() };
    this.asked.delete(key);
    const how = error === undefined ? 'answered' : 'refused';
    this.line(direction, `${method} ${how} after ${(performance.now() - at).toFixed(1)} ms`, id, test, error ?? result);
  }

  /** What Python asks while it executes is for whom the execute was for. */
  private testOf(params: Params | undefined): string | undefined {
    const given = params === undefined ? undefined : tests.get(params);
    const executeId = params?.executeId;
    if (executeId === undefined) return given;
    if (given !== undefined) this.testOfExecute.set(executeId, given);
    return given ?? this.testOfExecute.get(executeId);
  }

  private line(direction: Direction, what: string, id: number | undefined, test: string | undefined, body: unknown): void {
    const size = Buffer.byteLength(JSON.stringify(body) ?? '');
    debug(this.channel, () =>
      [direction, what, id === undefined ? null : `#${id}`, test && `[${test}]`, `${size} bytes`, bodyText(body)].filter(Boolean).join(' '),
    );
  }
}
