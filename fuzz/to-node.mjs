import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../scripts/stamp.mjs';
import { frame, garbage } from './garbage.mjs';
import { isTyped, messagesIn, withoutHang } from './wire.mjs';

const require = createRequire(import.meta.url);
const { Bridge } = require(join(ROOT, 'build/src/bridge/child/bridge.js'));
const { DspexError } = require(join(ROOT, 'build/src/shared/errors.js'));

const HELLO = {
  protocol: 1,
  pid: 1,
  python: '3.11.0',
  dspy: '3.4.1',
  lmContract: 'lm15',
  startMethod: 'fork',
  stdoutPath: '/dev/null',
  stderrPath: '/dev/null',
};
const ERROR = { code: 'EGRESS_REFUSED', what: 'a', why: 'b', next: 'c' };
const CALL = {
  door: 'python',
  api: 'dspy',
  operation: 'generate',
  model: 'm',
  system: null,
  messages: [],
  tools: [],
  schema: null,
  sampling: {},
  stream: false,
  fields: null,
};

/** Garbage from a child to the real Bridge: at its hello, between requests, or in place of an answer. */
export async function openNodeTarget() {
  const folder = mkdtempSync('/tmp/dxf-');
  const path = join(folder, 's');
  let plan;
  const server = createServer((socket) => serve(socket, () => plan));
  await new Promise((resolve) => server.listen(path, resolve));
  return {
    async round(random) {
      plan = {
        stage: random.pick(Object.keys(STAGES)),
        ending: random.pick(['answer', 'close', 'silence']),
        ...garbage(random, MESSAGES),
      };
      if (plan.stage === 'hello' && plan.ending === 'silence') plan.ending = 'close';
      await withoutHang(use(path), `${plan.stage}, ${plan.kind}, then ${plan.ending}`);
      plan = undefined;
      const bridge = await withoutHang(opened(path), 'a new bridge after it');
      await bridge.request('ping', {}, {});
      bridge.kill('done');
    },
    async close() {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** All that happens is an answer, or a typed error: anything else is a defect. */
async function use(path) {
  let bridge;
  try {
    bridge = await opened(path);
    await bridge.request('ping', {}, { timeoutMs: 300 });
  } catch (error) {
    if (!isTyped(error)) throw new Error(`UNTYPED: ${error?.stack ?? error}`, { cause: error });
  } finally {
    bridge?.kill('done');
  }
}

function opened(socketPath) {
  const world = { cwd: '/', env: {}, path: [], seed: 1, network: 'guard', allowHosts: [], lmHosts: [] };
  return Bridge.open({
    ...{ socketPath, world, defaultModel: 'm', dspyCache: 'off', realBackoff: false, helloLimitMs: 30_000 },
    user: {
      testName: null,
      answer: async () => ({ callId: 'c', reply: { kind: 'error', status: 400, message: 'x', retryAfterMs: null, quotaId: null } }),
      rejected: () => undefined,
      refused: () => undefined,
    },
    explainEnd: async () => new DspexError({ code: 'CHILD_CRASHED', what: 'it ended', why: 'it was told to', next: 'run again' }),
  });
}

/** A child as far as the wire goes: answers hello and ping, and at the planned stage sends the planned garbage first. */
function serve(socket, planOf) {
  socket.on('error', () => undefined);
  messagesIn(socket, (message) => answer(socket, message, planOf()));
}

function answer(socket, { id, method }, plan) {
  if (id === undefined || method === undefined) return;
  const usual = frame({ jsonrpc: '2.0', id, result: method === 'hello' ? HELLO : { pid: 1 } });
  if (method !== STAGES[plan?.stage]) return void socket.write(usual);
  // Between requests the garbage comes after an answer, else in its place.
  if (plan.stage === 'between') socket.write(usual);
  for (const chunk of plan.chunks) socket.write(chunk);
  if (plan.ending === 'close') socket.end();
  else if (plan.ending === 'answer' && plan.stage !== 'between') socket.write(usual);
}

const STAGES = { hello: 'hello', between: 'hello', answer: 'ping' };
const MESSAGES = [
  { jsonrpc: '2.0', id: 0, result: HELLO },
  { jsonrpc: '2.0', id: 1, result: { pid: 1 } },
  { jsonrpc: '2.0', id: 0, error: { code: -32000, message: 'no', data: { ...ERROR, detail: 'd' } } },
  { jsonrpc: '2.0', id: 1, error: { code: -32602, message: 'bad' } },
  { jsonrpc: '2.0', id: 1, method: 'lm_answer', params: { executeId: null, session: null, call: CALL } },
  { jsonrpc: '2.0', id: 2, method: 'call_tool', params: { executeId: '1', id: 'p', name: 't', arguments: {} } },
  { jsonrpc: '2.0', method: 'lm_rejected', params: { callId: 'c', error: ERROR } },
  { jsonrpc: '2.0', method: 'egress_refused', params: { executeId: null, error: ERROR } },
  { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } },
];
