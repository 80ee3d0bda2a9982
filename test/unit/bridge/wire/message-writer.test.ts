import { Socket } from 'node:net';
import type { Message } from 'vscode-jsonrpc/node';
import { MessageWriter } from '../../../../src/bridge/wire/message-writer';

/** A socket that keeps what is written to it, and fails where it is told to. */
class Kept extends Socket {
  readonly written: string[] = [];
  fails = false;

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.written.push(chunk.toString());
    done(this.fails ? new Error('write EPIPE') : undefined);
  }
}

const message = (text: string): Message => ({ jsonrpc: '2.0', text }) as Message;

describe('the writer of messages', () => {
  // Fails when head and body go apart, each of which wakes the reader, and when a length is counted in signs.
  test('writes each in one piece, in the order of the calls, its length in bytes', async () => {
    const socket = new Kept();
    const writer = new MessageWriter(socket);
    await Promise.all([writer.write(message('é😀')), writer.write(message('b'))]);
    expect(socket.written).toEqual([
      'Content-Length: 33\r\n\r\n{"jsonrpc":"2.0","text":"é😀"}',
      'Content-Length: 28\r\n\r\n{"jsonrpc":"2.0","text":"b"}',
    ]);
  });

  // Fails when a request waits for ever for the answer to what never left, or when nobody ends the connection.
  test('tells of what cannot be written, by its promise and to whoever listens', async () => {
    const socket = new Kept();
    socket.fails = true;
    socket.on('error', () => undefined);
    const writer = new MessageWriter(socket);
    const told: unknown[] = [];
    writer.onError(([error]) => told.push(error.message));
    await expect(writer.write(message('a'))).rejects.toThrow('write EPIPE');
    expect(told).toContain('write EPIPE');
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    await expect(writer.write(endless as unknown as Message)).rejects.toThrow('circular');
  });
});
