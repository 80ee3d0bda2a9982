import type { Socket } from 'node:net';
import type { DebugChannel } from '../../shared/debug';
import type { Cancellation } from './cancellation';
import { ConnectionEnded, errorBody, errorIn, isMessageId, METHOD_NOT_FOUND, type Message, type MessageId, RpcError } from './message';
import { MessageQueue } from './message-queue';
import { readMessages } from './message-reader';
import { MessageWatch } from './message-watch';

type Handler = (params: unknown) => unknown;

interface Asked {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface PeerOptions {
  readonly socket: Socket;
  /** Gets what is no message at all; nothing is read after it. */
  readonly onBroken: (error: Error) => void;
  /** Where DEBUG shows the messages; null: nowhere. */
  readonly channel: DebugChannel | null;
}

/**
 * JSON-RPC 2.0 both ways over one socket, framed and cancelled (`$/cancelRequest`) as in the Language Server Protocol.
 *
 * A request is over with its answer or with the connection, whichever comes first. An error of the socket, such as a write to a process that
 * has just died, destroys it: its `close` is what everybody waits for.
 */
export class Peer {
  private readonly requests = new Map<string, Handler>();
  private readonly notifications = new Map<string, Handler>();
  private readonly asked = new Map<MessageId, Asked>();
  private readonly queue = new MessageQueue((message) => this.take(message));
  private readonly watch: MessageWatch | undefined;
  private nextId = 0;

  constructor(private readonly options: PeerOptions) {
    const { socket, channel } = options;
    this.watch = MessageWatch.on(channel);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.end());
  }

  /** Reads from now on: every handler is in place. */
  listen(): void {
    readMessages(this.options.socket, (message) => this.queue.push(message), this.options.onBroken);
  }

  /** What `handler` gives, or throws, is the answer. */
  onRequest(method: string, handler: Handler): void {
    this.requests.set(method, handler);
  }

  onNotification(method: string, handler: Handler): void {
    this.notifications.set(method, handler);
  }

  /** Gives the result. Throws RpcError for an error in its place, ConnectionEnded where no answer can come any more. */
  sendRequest(method: string, params: object, cancellation?: Cancellation): Promise<unknown> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.write({ id, method, params });
      this.asked.set(id, { resolve, reject });
      cancellation?.onCancel(() => {
        if (this.asked.has(id)) this.sendNotification('$/cancelRequest', { id });
      });
    });
  }

  /** Where the connection is over, nobody is told. */
  sendNotification(method: string, params: object): void {
    if (!this.options.socket.destroyed) this.write({ method, params });
  }

  /** In one piece: each write wakes the reader. */
  private write(message: Message): void {
    const { socket } = this.options;
    if (socket.destroyed) throw new ConnectionEnded('the connection is closed');
    this.watch?.say('→', message);
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    socket.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  private take(message: Message): void {
    this.watch?.say('←', message);
    const { id, method, params } = message;
    if (typeof method !== 'string') this.takeAnswer(message);
    else if (isMessageId(id)) void this.answer(id, method, params);
    else if (id === undefined) this.hear(method, params);
  }

  /** What is no notification of this protocol breaks the connection off: nobody else would hear of it. */
  private hear(method: string, params: unknown): void {
    try {
      this.notifications.get(method)?.(params);
    } catch (error) {
      this.options.onBroken(error as Error);
    }
  }

  private async answer(id: MessageId, method: string, params: unknown): Promise<void> {
    try {
      const handler = this.requests.get(method);
      if (handler === undefined) throw new RpcError(METHOD_NOT_FOUND, `there is no request ${method}`);
      this.reply({ id, result: (await handler(params)) ?? null });
    } catch (error) {
      this.reply({ id, error: errorBody(error) });
    }
  }

  /** Who asked may be gone by now. */
  private reply(message: Message): void {
    if (!this.options.socket.destroyed) this.write(message);
  }

  private takeAnswer({ id, result, error }: Message): void {
    const asked = isMessageId(id) ? this.asked.get(id) : undefined;
    if (asked === undefined) return;
    this.asked.delete(id as MessageId);
    if (error != null) asked.reject(errorIn(error));
    else if (result === undefined) asked.reject(new Error('an answer has neither a result nor an error'));
    else asked.resolve(result);
  }

  private end(): void {
    this.queue.drain();
    for (const { reject } of this.asked.values()) reject(new ConnectionEnded('the connection closed before the answer came'));
    this.asked.clear();
  }
}
