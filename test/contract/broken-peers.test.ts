import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { Bridge } from '../../src/bridge/child/bridge';
import type { BridgeOptions } from '../../src/bridge/child/bridge-options';
import { DspexError } from '../../src/shared/errors';
import { openHostLink } from '../../src/worker/host/open-host-link';

const HELLO = {
  ...{ protocol: 1, pid: 1, python: '3.11.0', dspy: '3.4.1', lmContract: 'lm15', startMethod: 'fork' },
  ...{ stdoutPath: '/dev/null', stderrPath: '/dev/null' },
};
const ERROR = { code: 'LM_MISS', what: 'a', why: 'b', next: 'c' };

type Message = Record<string, unknown>;
type Behave = (message: Message, socket: Socket) => void;

const frame = (body: unknown): string => {
  const text = JSON.stringify({ jsonrpc: '2.0', ...(body as object) });
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};

let folder: string;
let server: Server;
let behave: Behave;
let sockets: Socket[];
beforeEach(async () => {
  folder = mkdtempSync('/tmp/dxc-');
  sockets = [];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).setEncoding('utf8');
    let text = '';
    socket.on('data', (data) => {
      text += data;
      for (
        let header = /^Content-Length: (\d+)\r\n\r\n/.exec(text);
        header !== null;
        header = /^Content-Length: (\d+)\r\n\r\n/.exec(text)
      ) {
        const end = header[0].length + Number(header[1]);
        if (text.length < end) return;
        const message = JSON.parse(text.slice(header[0].length, end)) as Message;
        text = text.slice(end);
        behave(message, socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const openOptions = (overrides: Partial<BridgeOptions> = {}): BridgeOptions => ({
  socketPath: join(folder, 's'),
  world: { cwd: '/', env: {}, path: [], seed: 1, network: 'guard', allowHosts: [], lmHosts: [] },
  ...{ defaultModel: 'm', dspyCache: 'off', realBackoff: false, helloLimitMs: 30_000 },
  user: {
    testName: null,
    answer: () => Promise.reject(new Error('nobody asks')),
    rejected: () => undefined,
    refused: () => undefined,
  },
  explainEnd: async () => new DspexError({ code: 'CHILD_CRASHED', what: 'it ended', why: 'it was told to', next: 'run again' }),
  ...overrides,
});
const open = (overrides?: Partial<BridgeOptions>): Promise<Bridge> => Bridge.open(openOptions(overrides));

/** A child that is fine until it is pinged. */
const atPing =
  (bytes: (id: unknown) => string | Buffer): Behave =>
  ({ id, method }, socket) =>
    void socket.write(method === 'hello' ? frame({ id, result: HELLO }) : bytes(id));

// Each fails when the request hangs, when the error is of no known code, or when the child is used again.
test.each<[string, (id: unknown) => string | Buffer]>([
  ['an answer of another shape', (id) => frame({ id, result: { pid: 'one' } })],
  ['an answer that is none', (id) => frame({ id })],
  ['a header that does not end', () => 'x'.repeat(10_000)],
  ['a negative length', () => 'Content-Length: -5\r\n\r\n{}'],
  ['a length beyond all bounds', () => 'Content-Length: 99999999999\r\n\r\n{}'],
  ['no JSON', () => 'Content-Length: 1\r\n\r\n{'],
  ['a list of messages', () => 'Content-Length: 2\r\n\r\n[]'],
  ['text that is not UTF-8', () => Buffer.from('Content-Length: 9\r\n\r\n{"a":"\u00ff"}', 'latin1')],
  ['a notification of another shape', () => frame({ method: 'lm_rejected', params: { callId: 1 } })],
  [
    'a notification of an error that nobody knows',
    () => frame({ method: 'egress_refused', params: { executeId: null, error: { ...ERROR, code: 'X' } } }),
  ],
])('%s ends the child, with an error that says so', async (_, bytes) => {
  behave = atPing(bytes);
  const bridge = await open();
  await expect(bridge.request('ping', {}, {})).rejects.toMatchObject({ code: 'PROTOCOL_ERROR' });
  expect(bridge.isUsable).toBe(false);
});

// Fails when an error that pretends to be typed reaches the user without its three lines.
test.each([
  ['of an unknown code', { ...ERROR, code: 'X' }],
  ['without its lines', { code: 'LM_MISS' }],
  ['that is no object', 'LM_MISS'],
])('a typed error %s is told as what it is', async (_, data) => {
  behave = atPing((id) => frame({ id, error: { code: -32000, message: 'no', data } }));
  const bridge = await open();
  await expect(bridge.request('ping', {}, {})).rejects.toMatchObject({ code: 'PROTOCOL_ERROR' });
  bridge.kill('the test is over');
});

// Fails when a child that is gone is asked where it stands, or is cancelled: both throw where nobody waits, which ends this process.
test('who gives up while the end of the child is still being explained is told that', async () => {
  behave = ({ id, method }, socket) => void (method === 'hello' ? socket.write(frame({ id, result: HELLO })) : socket.destroy());
  const bridge = await open({ explainEnd: () => new Promise(() => undefined) });
  const controller = new AbortController();
  const asked = bridge.request('ping', {}, { signal: controller.signal });
  void bridge.closed.then(() => controller.abort(new Error('enough')));
  await expect(asked).rejects.toMatchObject({ code: 'EXECUTE_CANCELLED', message: expect.stringContaining('enough') });
});

// Fails when those who waited for a child to be idle all ask it at once: it refuses to be copied while another copy is made.
test('a child is asked for one copy at a time', async () => {
  let [underWay, most] = [0, 0];
  behave = ({ id, method }, socket) => {
    if (method === 'hello') return void socket.write(frame({ id, result: HELLO }));
    most = Math.max(most, ++underWay);
    setImmediate(() => {
      underWay--;
      socket.write(frame({ id, result: { socketPath: join(folder, 's') } }));
    });
  };
  const options = openOptions();
  const bridge = await open();
  const copies = await Promise.all([bridge.copy(options), bridge.copy(options), bridge.copy(options)]);
  expect(most).toBe(1);
  for (const one of [bridge, ...copies]) one.kill('the test is over');
});

// Fails when a child that refused its hello stays, with nobody to close it.
test('a child that refuses its hello is ended', async () => {
  behave = ({ id }, socket) => void socket.write(frame({ id, error: { code: -32000, message: 'no', data: ERROR } }));
  await expect(open()).rejects.toMatchObject({ code: 'LM_MISS' });
  await new Promise((resolve) => (sockets[0] as Socket).once('close', resolve));
});

// Fails when a worker waits for ever for a host that ended.
test('a host that ends while it is asked is gone', async () => {
  behave = (_, socket) => void socket.end();
  await expect(openHostLink({ DSPEX_HOST: join(folder, 's') }).failedSoFar()).rejects.toMatchObject({ code: 'NO_HOST' });
});

// Fails when a host that could not be reached once is not asked any more.
test('a host that comes up later is reached', async () => {
  const late = join(folder, 'late');
  const link = openHostLink({ DSPEX_HOST: late });
  await expect(link.failedSoFar()).rejects.toMatchObject({ code: 'NO_HOST' });
  const host = createServer((socket) => {
    sockets.push(socket);
    socket.once('data', (data) =>
      socket.write(frame({ id: JSON.parse(String(data).split('\r\n\r\n')[1] as string).id, result: { failed: 2 } })),
    );
  });
  await new Promise<void>((listening) => host.listen(late, listening));
  expect(await link.failedSoFar()).toBe(2);
  host.close();
});
