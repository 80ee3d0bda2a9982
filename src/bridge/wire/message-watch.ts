import { bodyText, type DebugChannel, debug, isDebugged } from '../../shared/debug';
import type { Message } from './message';

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

/** Says each message of a connection where DEBUG asks for its channel. */
export class MessageWatch {
  private readonly asked = new Map<string, Asked>();
  private readonly testOfExecute = new Map<unknown, string>();

  private constructor(private readonly channel: DebugChannel) {}

  /** Undefined where nobody watches. */
  static on(channel: DebugChannel | null): MessageWatch | undefined {
    return channel !== null && isDebugged(channel) ? new MessageWatch(channel) : undefined;
  }

  say(direction: Direction, message: Message): void {
    if (message.method === undefined) this.sayAnswer(direction, message);
    else this.sayRequest(direction, message);
  }

  private sayRequest(direction: Direction, message: Message): void {
    const { method, params, id } = message as unknown as { method: string; params?: Params; id?: number };
    const test = this.testOf(params);
    if (id !== undefined) this.asked.set(`${direction}${id}`, { method, test, at: performance.now() });
    this.line(direction, method, id, test, params);
  }

  private sayAnswer(direction: Direction, message: Message): void {
    const { id, error, result } = message as Message & { id?: number };
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
