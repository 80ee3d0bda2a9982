import type { Socket } from 'node:net';
import { AbstractMessageWriter, type Message } from 'vscode-jsonrpc/node';

/**
 * Writes each message in one piece, in the order of the calls: the library's own writer takes two writes and six turns of promises for one,
 * and each write wakes the reader.
 */
export class MessageWriter extends AbstractMessageWriter {
  private errors = 0;

  constructor(private readonly socket: Socket) {
    super();
    socket.on('error', (error) => this.fireError(error));
    socket.on('close', () => this.fireClose());
  }

  /** Resolved when the system has taken it. */
  async write(message: Message): Promise<void> {
    try {
      await this.send(framed(JSON.stringify(message)));
    } catch (error) {
      this.fireError(error as Error, message, ++this.errors);
      throw error;
    }
  }

  end(): void {
    this.socket.end();
  }

  private send(text: string): Promise<void> {
    return new Promise((resolve, reject) => this.socket.write(text, (error) => (error == null ? resolve() : reject(error))));
  }
}

function framed(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
