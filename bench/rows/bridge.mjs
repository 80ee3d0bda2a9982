import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PYTHON } from '../../scripts/python.mjs';
import { ROOT } from '../../scripts/stamp.mjs';
import { runCommand } from '../runner/command.mjs';
import { numbers } from '../runner/projects.mjs';

const require = createRequire(import.meta.url);
// Called after the build: on a fresh checkout there is none when this module loads.
const built = (module) => require(join(ROOT, 'build/src/bridge', module));
const PINGS = 500;
const CHILDREN = 5;
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
/** The least there is: one byte to another Python process and back over the same kind of socket. */
const ECHO = `import socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
print("ready", flush=True)
while True:
    client, _ = server.accept()
    while client.recv(1):
        client.sendall(b"x")
`;

const BRIDGE = {
  name: 'a fresh child and a bridge call',
  // They are asked by what is compiled in build, not over the package's own doors.
  reaches: true,
  contenders: {
    child: { shown: 'a fresh child, ready' },
    cold: { shown: 'a cold `import dspy`' },
    first: { shown: 'the first predict in a fresh child' },
    second: { shown: 'the second predict' },
    ping: { shown: 'a bridge call (ping)' },
    echo: { shown: 'one byte, echoed by a Python process' },
  },
  beside: [
    { ours: 'child', base: ['cold'], beside: 'a cold `import dspy`', as: 'part', goal: '1 / 200', beyond: '1 / 250' },
    { ours: 'first', base: ['second'], beside: 'the second', goal: '1 ×' },
    { ours: 'ping', base: ['echo'], beside: 'one byte, echoed by a Python process', goal: '4 ×', beyond: '3 ×' },
  ],
  async prepare(_site, onEnd) {
    const folder = mkdtempSync('/tmp/dxb-');
    onEnd(() => rmSync(folder, { recursive: true, force: true }));
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
    onEnd(() => server.close());
    const { socketPath } = await server.info;
    const echo = await openEcho(join(folder, 'echo.sock'), onEnd);
    const open = () =>
      built('child/bridge.js').Bridge.open({
        socketPath,
        defaultModel: 'gpt-4o-mini',
        dspyCache: 'off',
        realBackoff: false,
        helloLimitMs: 30_000,
        world: { cwd: folder, env, path: [], seed: 1, network: 'guard', allowHosts: [], lmHosts: [] },
        user,
        explainEnd: async (pid) => new Error(`child ${pid} ended`),
      });
    const cold = { command: PYTHON, args: ['-c', 'import dspy'], cwd: folder, env };
    return {
      together: async () => ({
        ...(await childReady(open)),
        cold: await runCommand(cold),
        ping: await perPing(open),
        echo: await perEcho(echo),
      }),
    };
  },
};

async function timed(work, times = 1) {
  const startedAt = performance.now();
  await work();
  return { wall: (performance.now() - startedAt) / times, cpu: null };
}

/** The middle of a few: between two tests a worker rests, and the spare is there. */
async function childReady(open) {
  const all = [];
  for (const _ of numbers(CHILDREN)) {
    await new Promise((go) => setTimeout(go, 100));
    let bridge;
    const child = await timed(async () => (bridge = await open()));
    await bridge.request('open_session', { session: 's' }, asker);
    const program = { session: 's', id: 'p', module: 'chain_of_thought', signature: SIGNATURE, tools: [], options: {} };
    await bridge.request('create_program', program, asker);
    const execute = () => bridge.execute({ session: 's', id: 'p', inputs: { question: 'q' } }, asker);
    all.push({ child, first: await timed(execute), second: await timed(execute) });
    await bridge.close();
  }
  return Object.fromEntries(Object.keys(all[0]).map((name) => [name, middleOf(all.map((one) => one[name]))]));
}

const middleOf = (samples) => [...samples].sort((one, other) => one.wall - other.wall)[Math.floor(samples.length / 2)];

async function perPing(open) {
  const bridge = await open();
  const each = await timed(async () => {
    for (let index = 0; index < PINGS; index++) await bridge.request('ping', {}, asker);
  }, PINGS);
  await bridge.close();
  return each;
}

async function openEcho(path, onEnd) {
  const child = spawn(PYTHON, ['-I', '-S', '-c', ECHO, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onEnd(() => child.kill());
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the echo ended with ${code}`))),
  ]);
  return path;
}

async function perEcho(path) {
  const socket = connect(path);
  await once(socket, 'connect');
  const each = await timed(async () => {
    for (let index = 0; index < PINGS; index++) {
      const answer = once(socket, 'data');
      socket.write('x');
      await answer;
    }
  }, PINGS);
  socket.destroy();
  return each;
}

export const BRIDGE_ROWS = [BRIDGE];
