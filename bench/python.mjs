import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { PYTHON } from '../scripts/setup.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { interleave } from './stats.mjs';

const require = createRequire(import.meta.url);
// Called after the build: on a fresh checkout there is none when this module loads.
const built = (module) => require(join(ROOT, 'build/src/bridge', module));

const ROUNDS = 15;
const PINGS = 300;
const SIGNATURE = { inputs: [{ name: 'question', schema: { type: 'string' } }], outputs: [{ name: 'answer', schema: { type: 'string' } }] };
const REPLY = {
  kind: 'message',
  text: null,
  fields: { reasoning: 'r', answer: 'a' },
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
  chunks: null,
  everyMs: 0,
};
const user = {
  testName: null,
  answer: async () => ({ callId: 'bench', reply: REPLY }),
  rejected: console.error,
  refused: console.error,
};
const asker = { user };

/** What a fresh child costs beside a cold interpreter, a first predict beside a second, a bridge call beside one byte. */
export async function measurePython() {
  const folder = mkdtempSync('/tmp/dxb-');
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DSPY_CACHEDIR: folder };
  const { ForkServer } = built('server/fork-server.js');
  const server = new ForkServer({
    executable: PYTHON,
    startMethod: 'fork',
    spares: 2,
    ownNetwork: false,
    folder: join(folder, 'py'),
    alsoRemove: [],
    runMark: null,
    env,
  });
  const { socketPath } = await server.info;
  const echo = await openEcho(join(folder, 'echo.sock'));
  const open = () =>
    built('child/bridge.js').Bridge.open({
      socketPath,
      defaultModel: 'gpt-4o-mini',
      dspyCache: 'off',
      realBackoff: false,
      helloLimitMs: 30_000,
      world: { cwd: folder, env, path: [], seed: 1, network: 'guard', allowHosts: [] },
      user,
      explainEnd: async (pid) => new Error(`child ${pid} ended`),
    });
  const predicts = { first: [], second: [] };
  const result = await interleave(ROUNDS, {
    cold: () => timed(() => spawnSync(PYTHON, ['-c', 'import dspy'], { env })),
    child: () => childReady(open, predicts),
    ping: () => perCall(open, async (bridge) => bridge.request('ping', {}, asker)),
    echo: () => perEcho(echo.path),
  });
  echo.server.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  return { ...result, first: middle(predicts.first), second: middle(predicts.second) };
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function childReady(open, predicts) {
  // A moment of rest, as between two tests: the spare is there.
  await new Promise((go) => setTimeout(go, 100));
  let bridge;
  const ready = await timed(async () => (bridge = await open()));
  await bridge.request('open_session', { session: 's' }, asker);
  await bridge.request(
    'create_program',
    { session: 's', id: 'p', module: 'chain_of_thought', signature: SIGNATURE, tools: [], options: {} },
    asker,
  );
  const execute = () => bridge.execute({ session: 's', id: 'p', inputs: { question: 'q' } }, asker);
  predicts.first.push(await timed(execute));
  predicts.second.push(await timed(execute));
  await bridge.close();
  return ready;
}

async function perCall(open, call) {
  const bridge = await open();
  const total = await timed(async () => {
    for (let index = 0; index < PINGS; index++) await call(bridge);
  });
  await bridge.close();
  return total / PINGS;
}

/** The least there is: one byte to another process and back over the same kind of socket. */
async function openEcho(path) {
  const server = createServer((socket) => socket.pipe(socket));
  await new Promise((resolve) => server.listen(path, resolve));
  return { server, path };
}

function perEcho(path) {
  return new Promise((resolve) => {
    let left = PINGS;
    let startedAt;
    const socket = connect(path, () => {
      startedAt = performance.now();
      socket.write('x');
    });
    socket.on('data', () => {
      if (--left > 0) return socket.write('x');
      socket.destroy();
      resolve((performance.now() - startedAt) / PINGS);
    });
  });
}

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
