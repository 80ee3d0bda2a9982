import { once } from 'node:events';
import tls from 'node:tls';
import { type NearOptions, NearSocket } from '../../../src/reach/near-socket';

const HOST = 'api.openai.com:443';

function connected(more: Partial<NearOptions> = {}): Promise<NearSocket> {
  const near = new NearSocket({ host: HOST, caller: undefined, ...more });
  return once(near, 'connect').then(() => near);
}

// Each fails when code that holds a socket finds another thing than a socket that is connected.
test('what is written comes out at the other end, in order, also before it is connected, and in parts', async () => {
  const near = new NearSocket({ host: HOST, caller: undefined });
  near.write('a');
  near.cork();
  near.write('b');
  near.write(Buffer.from('c'));
  near.uncork();
  near.end('d');
  let text = '';
  near.far.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(near.far, 'end');
  expect(text).toBe('abcd');
  near.destroy();
});

test('what the other end says comes in, and its end is an end', async () => {
  const near = await connected();
  near.far.end('said');
  expect((await near.setEncoding('utf8').toArray()).join('')).toBe('said');
  expect(near.destroyed).toBe(true);
});

test('neither end takes more than it has room for', async () => {
  const near = await connected({ highWaterMark: 4 });
  for (const [writer, reader] of [
    [near, near.far],
    [near.far, near],
  ] as const) {
    const written: string[] = [];
    const pieces = Array.from({ length: 40 }, (_, n) => Buffer.alloc(1024, n));
    for (const [n, piece] of pieces.entries()) writer.write(piece, () => written.push(`${n}`));
    await new Promise(setImmediate);
    expect(written.length).toBeLessThan(pieces.length);
    const read: Buffer[] = [];
    while (Buffer.concat(read).length < 40 * 1024) {
      const piece = reader.read() as Buffer | null;
      if (piece === null) await once(reader, 'readable');
      else read.push(piece);
    }
    expect(Buffer.concat(read).equals(Buffer.concat(pieces))).toBe(true);
  }
  near.destroy();
});

test('an end that breaks off is a connection that was reset, and one that breaks with an error ends by that', async () => {
  const reset = await connected();
  reset.far.destroy();
  expect(await once(reset, 'error')).toEqual([expect.objectContaining({ code: 'ECONNRESET', syscall: 'read' })]);
  const broken = await connected();
  broken.far.on('error', () => undefined).destroy(new Error('refused'));
  expect(await once(broken, 'error')).toEqual([new Error('refused')]);
});

test('one that is left before it is connected never says that it is', async () => {
  const near = new NearSocket({ host: HOST, caller: undefined });
  const said: string[] = [];
  for (const event of ['connect', 'ready', 'close']) near.on(event, () => said.push(event));
  near.destroy();
  await once(near, 'close');
  expect(said).toEqual(['close']);
  expect(near.far.destroyed).toBe(true);
});

test('each method of TLS that is asked of a connection gives what Node gives where there is no certificate', async () => {
  const near = (await connected({ servername: 'api.openai.com', alpnProtocol: 'http/1.1' })) as unknown as Record<string, unknown>;
  const given = Object.entries(near).filter(([, value]) => typeof value === 'function' && !String(value).startsWith('class'));
  const methods = given.filter(([name]) => Object.hasOwn(tls.TLSSocket.prototype, name));
  expect(methods.length).toBeGreaterThan(10);
  for (const [, method] of methods) expect(() => (method as () => unknown)()).not.toThrow();
  expect(near).toMatchObject({ encrypted: true, authorized: true, alpnProtocol: 'http/1.1', servername: 'api.openai.com' });
});
