import { Socket } from 'node:net';
import { Cancellation } from '../../../../src/bridge/wire/cancellation';
import { ConnectionEnded, RpcError } from '../../../../src/bridge/wire/message';
import { Peer } from '../../../../src/bridge/wire/peer';
import { connection, said } from './connection';

const peerOf = (socket: Socket, onBroken: (error: Error) => void = () => undefined): Peer => new Peer({ socket, onBroken, channel: null });
const framed = (body: object): string => `Content-Length: ${Buffer.byteLength(JSON.stringify(body))}\r\n\r\n${JSON.stringify(body)}`;
const closed = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve));

/** A socket that keeps what is written to it. */
class Kept extends Socket {
  readonly written: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.written.push(chunk.toString());
    done();
  }
}

describe('a peer', () => {
  // Fails when head and body go apart, each of which wakes the reader, and when a length is counted in signs.
  test('writes each message in one piece, in the order of the calls, its length in bytes', () => {
    const socket = new Kept();
    const peer = peerOf(socket);
    peer.sendNotification('é😀', {});
    peer.sendNotification('b', {});
    expect(socket.written).toEqual([
      'Content-Length: 47\r\n\r\n{"jsonrpc":"2.0","method":"é😀","params":{}}',
      'Content-Length: 42\r\n\r\n{"jsonrpc":"2.0","method":"b","params":{}}',
    ]);
  });

  // Fails when an answer gets to another request, or an error loses its code, text or data.
  test('gives each request its own answer, whichever comes first', async () => {
    const [near, far] = await connection();
    const [asking, answering] = [peerOf(near), peerOf(far)];
    let answerSlow!: (value: string) => void;
    answering.onRequest('slow', () => new Promise((resolve) => (answerSlow = resolve)));
    answering.onRequest('fast', (params) => params);
    answering.onRequest('nothing', () => undefined);
    answering.onRequest('wrong', () => Promise.reject(new RpcError(-7, 'no', { why: 'so' })));
    answering.onRequest('thrown', () => {
      throw new TypeError('plain');
    });
    asking.listen();
    answering.listen();
    const slow = asking.sendRequest('slow', {});
    await expect(asking.sendRequest('fast', { a: [1] })).resolves.toEqual({ a: [1] });
    await expect(asking.sendRequest('nothing', {})).resolves.toBeNull();
    await expect(asking.sendRequest('wrong', {})).rejects.toMatchObject({ code: -7, message: 'no', data: { why: 'so' } });
    await expect(asking.sendRequest('thrown', {})).rejects.toMatchObject({ code: -32603, message: 'plain' });
    await expect(asking.sendRequest('unheard', {})).rejects.toMatchObject({ code: -32601 });
    answerSlow('late');
    await expect(slow).resolves.toBe('late');
  });

  // Fails when a second message of one piece is handled before what the first one's promises do.
  test('handles what came in one piece a turn after the other', async () => {
    const [near, far] = await connection();
    const peer = peerOf(near);
    const seen: string[] = [];
    const all = new Promise<void>((resolve) => peer.onNotification('last', () => resolve()));
    peer.onNotification('told', () => seen.push('told'));
    peer.listen();
    const answered = peer.sendRequest('ask', {}).then(async () => {
      for (let i = 0; i < 20; i++) await null;
      seen.push('answered');
    });
    far.write([{ id: 0, result: 1 }, { method: 'told' }, { method: 'last' }].map(framed).join(''));
    await Promise.all([answered, all]);
    expect(seen).toEqual(['answered', 'told']);
  });

  // Fails when the last words of a process that ends at once are lost with the connection.
  test('hears all that was said before the end', async () => {
    const [near, far] = await connection();
    const peer = peerOf(near);
    const seen: unknown[] = [];
    peer.onNotification('n', (params) => seen.push(params));
    peer.listen();
    const ended = closed(near);
    far.end(Array.from({ length: 50 }, (_, params) => framed({ method: 'n', params })).join(''));
    await ended;
    expect(seen).toEqual(Array.from({ length: 50 }, (_, params) => params));
  });

  // Fails when somebody waits for ever for what cannot come any more, or a request that was not sent counts as sent.
  test('ends what waits for an answer with the connection, and takes nothing after it', async () => {
    const [near, far] = await connection();
    const peer = peerOf(near);
    peer.listen();
    const waiting = peer.sendRequest('ask', {});
    far.destroy();
    await expect(waiting).rejects.toBeInstanceOf(ConnectionEnded);
    await expect(peer.sendRequest('ask', {})).rejects.toBeInstanceOf(ConnectionEnded);
    expect(() => peer.sendNotification('n', {})).not.toThrow();
  });

  // Fails when a value that is no JSON is told as the end of the connection, or ends it.
  test('refuses what is no JSON, and goes on', async () => {
    const [near, far] = await connection();
    const [asking, answering] = [peerOf(near), peerOf(far)];
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    answering.onRequest('endless', () => endless);
    answering.onRequest('ping', () => 'pong');
    asking.listen();
    answering.listen();
    await expect(asking.sendRequest('ping', endless)).rejects.toThrow('circular');
    await expect(asking.sendRequest('endless', {})).rejects.toThrow('circular');
    await expect(asking.sendRequest('ping', {})).resolves.toBe('pong');
  });

  // Fails when a cancel reaches nobody, names another request, or is sent for one that is over.
  test('tells the other side of a cancel, while there is something to cancel', async () => {
    const [near, far] = await connection();
    const peer = peerOf(near);
    peer.listen();
    const [before, during, after] = [new Cancellation(), new Cancellation(), new Cancellation()];
    before.cancel();
    const text = said(far, (all) => all.split('cancelRequest').length === 3 && all.includes('"end"'));
    const first = peer.sendRequest('a', {}, before);
    const second = peer.sendRequest('b', {}, during);
    const third = peer.sendRequest('c', {}, after);
    during.cancel();
    far.write(framed({ id: 2, result: 1 }));
    await third;
    after.cancel();
    peer.sendNotification('end', {});
    expect([...(await text).matchAll(/cancelRequest","params":{"id":(\d)}/g)].map(([, id]) => id)).toEqual(['0', '1']);
    near.destroy();
    await expect(first).rejects.toBeInstanceOf(ConnectionEnded);
    await expect(second).rejects.toBeInstanceOf(ConnectionEnded);
  });

  // Fails when an answer without an answer is taken for one, and when one that nobody asked for does harm.
  test('holds against answers of another shape', async () => {
    const [near, far] = await connection();
    const peer = peerOf(near);
    peer.listen();
    const asked = [0, 1, 2].map(() => peer.sendRequest('ask', {}));
    for (const message of [{ id: 99, result: 1 }, { id: null, error: 3 }, { id: {}, result: 1 }, { id: 0 }]) far.write(framed(message));
    far.write(
      [
        { id: 1, error: { code: 'x' } },
        { id: 2, result: null },
      ]
        .map(framed)
        .join(''),
    );
    await expect(asked[0]).rejects.toThrow('neither a result nor an error');
    await expect(asked[1]).rejects.toMatchObject({ code: -32001, message: '' });
    await expect(asked[2]).resolves.toBeNull();
  });

  // Fails when a handler that throws is heard by nobody, or takes the process with it.
  test('breaks off at a notification that cannot be taken', async () => {
    const [near, far] = await connection();
    const thrown = new Promise<Error>((resolve) => {
      const hearing = peerOf(near, resolve);
      hearing.onNotification('n', () => {
        throw new Error('of another shape');
      });
      hearing.listen();
    });
    far.write(framed({ method: 'n' }));
    await expect(thrown).resolves.toMatchObject({ message: 'of another shape' });
  });
});
