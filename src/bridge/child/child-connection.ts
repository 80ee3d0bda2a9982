import type { Socket } from 'node:net';
import type { DspexError } from '../../shared/errors';
import { openRpc, type Rpc } from '../wire/rpc';
import { endedForAnother, protocolBroken } from './bridge-errors';
import { connectTo } from './connect';

/** atexit callbacks have 500 ms; past this the server ends the child. */
const SHUTDOWN_MS = 800;

/** The connection that owns one child: when it ends, so does the child. It knows why it ended, or why the child must not be used again. */
export class ChildConnection {
  readonly rpc: Rpc;
  /** Resolved when the connection, and with it the child, is over. */
  readonly closed: Promise<void>;
  private reason: string | undefined;
  private broken: Error | undefined;
  private refusal: DspexError | undefined;

  private constructor(private readonly socket: Socket) {
    this.rpc = openRpc(socket, (error) => this.breakOff(error), 'bridge');
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static async open(socketPath: string): Promise<ChildConnection> {
    return new ChildConnection(await connectTo(socketPath));
  }

  /** When every handler is in place. It does not keep this process alive until `hold` is called. */
  listen(): void {
    this.rpc.listen();
    this.socket.unref();
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  /** False once the child is gone or must not be used again. */
  get isUsable(): boolean {
    return this.reason === undefined && this.isOpen;
  }

  /** Why the child takes no more requests; undefined also where it ended by itself. */
  get whyRetired(): string | undefined {
    return this.reason;
  }

  /** Keeps this process alive. */
  hold(): void {
    this.socket.ref();
  }

  release(): void {
    this.socket.unref();
    if (this.reason !== undefined) this.cut();
  }

  /** The child takes no more requests; those under way may go on. The first reason counts. */
  retire(reason: string): void {
    this.reason ??= reason;
  }

  /** Ends the child now. */
  kill(reason: string): void {
    this.retire(reason);
    this.cut();
  }

  /** The child sent what is no message of the protocol. */
  breakOff(error: Error): void {
    this.broken ??= error;
    this.kill(`it sent what is no message of the protocol: ${error.message}`);
  }

  /** The fork server has no child for it. */
  refuse(error: DspexError): void {
    this.refusal ??= error;
    this.cut();
  }

  cut(): void {
    this.socket.destroy();
  }

  /** Lets Python flush and run its exit callbacks, then ends the child; resolved when the connection is closed. */
  async close(): Promise<void> {
    if (this.isOpen) {
      this.retire('it was closed');
      const timer = setTimeout(() => this.cut(), SHUTDOWN_MS);
      this.hold();
      this.rpc.sendRequest('shutdown', {}).catch(() => undefined); // The answer is the closed connection.
      await this.closed;
      clearTimeout(timer);
    }
  }

  /** How it ended, for a request that was under way; `byItself`: the system's word. */
  async explain(byItself: () => Promise<DspexError>): Promise<DspexError> {
    if (this.refusal !== undefined) return this.refusal;
    if (this.broken !== undefined) return protocolBroken(this.broken);
    // Ended by us, for what another request did: the system's word of a SIGKILL would lead astray.
    if (this.reason !== undefined) return endedForAnother(this.reason);
    return byItself();
  }
}
