import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../scripts/stamp.mjs';
import { frame } from './garbage.mjs';

const { DspexError, ERROR_CODES } = createRequire(import.meta.url)(join(ROOT, 'build/src/shared/errors.js'));

/** Nothing takes that long unless it hangs. */
const HANGS_MS = 30_000;

/** Rejects when `work` is not done: the one place that says what a hang is. */
export function withoutHang(work, what) {
  let timer;
  const hung = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`HANG: ${what}`)), HANGS_MS);
  });
  return Promise.race([work, hung]).finally(() => clearTimeout(timer));
}

/** A raw connection that keeps what comes back, message by message. */
export class RawClient {
  constructor(path) {
    this.received = [];
    this.rest = Buffer.alloc(0);
    this.watchers = new Set();
    this.socket = connect(path);
    this.socket.on('data', (data) => this.read(data));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    void this.closed.then(() => this.tell());
  }

  send(chunks) {
    for (const chunk of chunks) this.socket.write(chunk);
  }

  request(id, method, params) {
    this.send([frame({ jsonrpc: '2.0', id, method, params })]);
    return this.answerTo(id);
  }

  /** The answer with this id; undefined when the connection closed before it came. */
  answerTo(id) {
    const found = new Promise((resolve) => {
      const look = () => {
        const answer = this.received.find((message) => message.id === id && message.method === undefined);
        if (answer === undefined && !this.socket.destroyed) return;
        this.watchers.delete(look);
        resolve(answer);
      };
      this.watchers.add(look);
      look();
    });
    return withoutHang(found, `no answer to ${id}, and the connection is open`);
  }

  end() {
    this.socket.destroy();
  }

  /** Throws for what is no message: our side never answers garbage with garbage. */
  read(data) {
    this.rest = Buffer.concat([this.rest, data]);
    for (;;) {
      const header = /^Content-Length: (\d+)\r\n\r\n/.exec(this.rest.subarray(0, 40).toString('latin1'));
      if (header === null || this.rest.length < header[0].length + Number(header[1])) break;
      const end = header[0].length + Number(header[1]);
      this.received.push(JSON.parse(this.rest.subarray(header[0].length, end).toString()));
      this.rest = this.rest.subarray(end);
    }
    this.tell();
  }

  tell() {
    for (const watcher of [...this.watchers]) watcher();
  }
}

/** Tells of each message on a socket whose other side is ours, and so sends nothing else. */
export function messagesIn(socket, tell) {
  let text = '';
  socket.setEncoding('utf8').on('data', (data) => {
    text += data;
    for (let header = HEADER.exec(text); header !== null; header = HEADER.exec(text)) {
      const end = header[0].length + Number(header[1]);
      if (text.length < end) return;
      const message = JSON.parse(text.slice(header[0].length, end));
      text = text.slice(end);
      tell(message);
    }
  });
}

const HEADER = /^Content-Length: (\d+)\r\n\r\n/;

/** An error that a user may see. */
export function isTyped(error) {
  return error instanceof DspexError && ERROR_CODES.includes(error.code);
}

/** What our side answered to garbage has to be an answer: a result, or an error with number and text. */
export function assertTyped(messages) {
  for (const { error, method } of messages) {
    if (method !== undefined || error === undefined) continue;
    if (typeof error.code !== 'number' || typeof error.message !== 'string' || error.message === '')
      throw new Error(`UNTYPED: ${JSON.stringify(error)}`);
  }
}
