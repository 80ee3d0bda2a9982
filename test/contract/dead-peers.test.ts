import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Bridge } from '../../src/bridge/child/bridge';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { parseSignature } from '../../src/shared/signature/signature';
import { testLm } from './lm';
import { type PythonServer, startPython } from './python-server';

const ROUNDS = 40;
const LARGE = 'x'.repeat(2_000_000);
let python: PythonServer;
const opened: Bridge[] = [];
beforeAll(async () => {
  python = await startPython();
});
afterEach(() => Promise.all(opened.splice(0).map((bridge) => bridge.close())));
afterAll(() => python.close());

const open = async (user = testLm().user): Promise<Bridge> => {
  const bridge = await python.open(user);
  opened.push(bridge);
  return bridge;
};

/** At once, or a few turns of the loop later: the message is then under way. */
function kill({ hello: { pid } }: Bridge, round: number, turns = round % 4): void {
  if (turns === 0) process.kill(pid, 'SIGKILL');
  else setImmediate(() => kill({ hello: { pid } } as Bridge, round, turns - 1));
}

// Fails when the death of a child under a message that is being written to it is told as something that it said.
test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
  'a child that is killed while it is answered has crashed (%i)',
  async (round) => {
    const lm = testLm();
    lm.when({ question: 'q' }).reply({ answer: LARGE });
    const user: ChildUser = {
      ...lm.user,
      answer: async (call) => {
        const answered = await lm.user.answer(call);
        kill(bridge, round);
        return answered;
      },
    };
    const bridge = await open(user);
    await bridge.request('open_session', { session: 's' }, {});
    await bridge.request(
      'create_program',
      { session: 's', id: 'p', module: 'predict', signature: parseSignature('question -> answer'), tools: [], options: {} },
      {},
    );
    const ended = bridge.execute({ session: 's', id: 'p', inputs: { question: 'q' } }, { user });
    await expect(ended).rejects.toMatchObject({ code: 'CHILD_CRASHED' });
    await bridge.closed;
  },
);

// As above, while what is asked of it is written.
test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
  'a child that is killed while it is asked has crashed (%i)',
  async (round) => {
    const bridge = await open();
    await bridge.request('open_session', { session: 's' }, {});
    const asked = bridge.execute({ session: 's', id: 'p', inputs: { question: LARGE } }, { user: testLm().user });
    kill(bridge, round);
    await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/^(CHILD_CRASHED|PROGRAM_NOT_FOUND)$/) });
  },
);

describe('a peer that is gone at its hello', () => {
  let folder: string;
  let server: Server;
  let onConnection: (socket: Socket) => void;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    folder = mkdtempSync('/tmp/dxc-');
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      sockets.push(socket);
      onConnection(socket);
    });
    await new Promise<void>((listening) => server.listen(join(folder, 's'), listening));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((closed) => server.close(closed));
    rmSync(folder, { recursive: true, force: true });
  });

  // Fails when the error depends on the form in which the end of the connection shows.
  test.each<[string, (socket: Socket) => void]>([
    ['closes', (socket) => void socket.end()],
    ['resets', (socket) => void socket.destroy()],
    ['resets with something unread', (socket) => void socket.once('readable', () => socket.destroy())],
  ])('and %s is told as an end', async (_, behave) => {
    onConnection = behave;
    await expect(python.open(testLm().user, { socketPath: join(folder, 's') })).rejects.toMatchObject({ code: 'CHILD_CRASHED' });
  });

  // Fails when a peer that never answers is waited for without an end, or is left behind.
  test('and says nothing is given up after its limit, and its connection with it', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    onConnection = (socket) => (closed = new Promise((resolve) => socket.resume().once('close', resolve)));
    const silent = python.open(testLm().user, { socketPath: join(folder, 's'), helloLimitMs: 50 });
    await expect(silent).rejects.toMatchObject({ code: 'WAIT_TOO_LONG', message: expect.stringContaining('dspex.maxWaitMs') });
    await closed;
  });
});
