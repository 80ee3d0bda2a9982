import type { Socket } from 'node:net';
import type { Message } from './message';

type Take = (message: Message) => void;

/** The same bounds as in Python's wire.py. */
const LONGEST_HEADER = 4096;
const LONGEST_BODY = 256 * 1024 * 1024;
const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * Reads messages with the framing of the Language Server Protocol's base protocol, within bounds: no header without an end, no body of any
 * length that is announced, is waited for. `onBroken` gets what is no message; nothing is read after it.
 */
export function readMessages(socket: Socket, take: Take, onBroken: (error: Error) => void): void {
  const reader = new MessageReader(take, onBroken);
  socket.on('data', (data) => reader.read(data));
}

class MessageReader {
  private chunks: Buffer[] = [];
  private size = 0;
  /** The length of the body that is coming; undefined while a header is. */
  private awaited: number | undefined;
  private isBroken = false;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(
    private readonly take: Take,
    private readonly onBroken: (error: Error) => void,
  ) {}

  read(data: Buffer): void {
    if (this.isBroken) return;
    this.chunks.push(data);
    this.size += data.length;
    if (this.awaited !== undefined && this.size < this.awaited) return;
    try {
      this.keep(this.readAll(this.chunks.length === 1 ? data : Buffer.concat(this.chunks)));
    } catch (error) {
      this.isBroken = true;
      this.keep(Buffer.alloc(0));
      this.onBroken(error as Error);
    }
  }

  private keep(rest: Buffer): void {
    this.chunks = rest.length === 0 ? [] : [rest];
    this.size = rest.length;
  }

  /** Gives what is left: the beginning of a message. */
  private readAll(bytes: Buffer): Buffer {
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
      this.take(this.parse(body));
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
