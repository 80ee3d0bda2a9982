import type { Socket } from 'node:net';
import { AbstractMessageReader, type DataCallback, type Disposable, type Message } from 'vscode-jsonrpc/node';

/** The same bounds as in Python's wire.py. */
const LONGEST_HEADER = 4096;
const LONGEST_BODY = 256 * 1024 * 1024;
const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * Reads messages with the framing of the Language Server Protocol's base protocol, within bounds: the library's own reader waits for ever
 * for the end of a header that has none, and for a body of any length that is announced. `onBroken` gets what is no message; nothing is read
 * after it.
 */
export class MessageReader extends AbstractMessageReader {
  private chunks: Buffer[] = [];
  private size = 0;
  /** The length of the body that is coming; undefined while a header is. */
  private awaited: number | undefined;
  private isBroken = false;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(
    private readonly socket: Socket,
    private readonly onBroken: (error: Error) => void,
  ) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const onData = (data: Buffer): void => this.take(data, callback);
    this.socket.on('data', onData);
    this.socket.on('error', (error) => this.fireError(error));
    this.socket.on('close', () => this.fireClose());
    return { dispose: () => this.socket.off('data', onData) };
  }

  private take(data: Buffer, callback: DataCallback): void {
    this.chunks.push(data);
    this.size += data.length;
    if (this.isBroken || (this.awaited !== undefined && this.size < this.awaited)) return;
    try {
      this.keep(this.readAll(Buffer.concat(this.chunks), callback));
    } catch (error) {
      this.isBroken = true;
      this.keep(Buffer.alloc(0));
      this.onBroken(error as Error);
    }
  }

  private keep(rest: Buffer): void {
    this.chunks = [rest];
    this.size = rest.length;
  }

  /** Gives what is left: the beginning of a message. */
  private readAll(bytes: Buffer, callback: DataCallback): Buffer {
    let rest = bytes;
    while (true) {
      if (this.awaited === undefined) {
        const end = rest.subarray(0, LONGEST_HEADER).indexOf(HEADER_END);
        if (end < 0 && rest.length >= LONGEST_HEADER) throw new Error('a header does not end');
        if (end < 0) return rest;
        this.awaited = lengthIn(rest.subarray(0, end).toString('latin1'));
        rest = rest.subarray(end + HEADER_END.length);
      }
      if (rest.length < this.awaited) return rest;
      const body = rest.subarray(0, this.awaited);
      rest = rest.subarray(this.awaited);
      this.awaited = undefined;
      callback(this.parse(body));
    }
  }

  private parse(body: Buffer): Message {
    const message: unknown = JSON.parse(this.decoder.decode(body));
    if (typeof message !== 'object' || message === null || Array.isArray(message))
      throw new Error(`a message is an object, not ${body.toString().slice(0, 60)}`);
    return message as Message;
  }
}

function lengthIn(header: string): number {
  const value = /^content-length[ \t]*:[ \t]*(\d{1,9})[ \t]*$/im.exec(header)?.[1];
  const length = Number(value);
  if (value === undefined || length > LONGEST_BODY) throw new Error(`a message without a usable Content-Length: ${header.slice(0, 80)}`);
  return length;
}
