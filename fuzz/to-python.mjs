import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PYTHON } from '../scripts/setup.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { garbage } from './garbage.mjs';
import { assertTyped, RawClient, withoutHang } from './wire.mjs';

const require = createRequire(import.meta.url);
const { ForkServer } = require(join(ROOT, 'build/src/bridge/server/fork-server.js'));
const FIELD = { name: 'question', schema: { type: 'string' } };
const SIGNATURE = { inputs: [FIELD], outputs: [{ ...FIELD, name: 'answer' }] };

/** Garbage to a real child, before and after its hello; afterwards a new connection has to work. */
export async function openPythonTarget() {
  const folder = mkdtempSync('/tmp/dxf-');
  const env = { PATH: process.env.PATH ?? '', HOME: folder, DSPY_CACHEDIR: join(folder, 'cache') };
  const parts = { executable: PYTHON, startMethod: 'fork', spares: 1, ownNetwork: false, alsoRemove: [], env };
  const server = new ForkServer({ ...parts, folder: join(folder, 'py') });
  const { socketPath } = await server.info;
  const world = { cwd: folder, env, path: [], seed: 1, network: 'guard', allowHosts: [], lmHosts: [] };
  const hello = { protocol: 1, world, defaultModel: 'm', dspyCache: 'off', realBackoff: false };
  return {
    async round(random) {
      const client = new RawClient(socketPath);
      const saysHello = random.below(3) > 0;
      if (saysHello) await openedWith(client, hello);
      const { chunks, framing, kind } = garbage(random, messagesWith(hello));
      client.send(chunks);
      await afterwards(client, framing, kind);
      assertTyped(client.received);
      client.end();
      await worksOn(socketPath, hello);
    },
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openedWith(client, hello) {
  for (const [id, method, params] of [
    ['h', 'hello', hello],
    ['o', 'open_session', { session: 's' }],
    ['p', 'create_program', { session: 's', id: 'p', module: 'predict', signature: SIGNATURE, tools: [], options: {} }],
  ]) {
    const answer = await client.request(id, method, params);
    if (answer?.result === undefined) throw new Error(`BROKEN: ${method} gave ${JSON.stringify(answer)}`);
  }
}

async function afterwards(client, framing, kind) {
  if (framing === 'lost') return withoutHang(client.closed, 'the connection stays open after its framing was lost');
  if (framing === 'open') return client.send([Buffer.from('\r\n\r\n')]);
  const probe = await client.request('probe', 'ping', {});
  if (probe === undefined) throw new Error(`CLOSED: the connection ended, and ${kind} had kept its framing`);
  return undefined;
}

async function worksOn(socketPath, hello) {
  const client = new RawClient(socketPath);
  await openedWith(client, hello);
  client.end();
}

function messagesWith(hello) {
  const request = (id, method, params) => ({ jsonrpc: '2.0', id, method, params });
  return [
    request(1, 'hello', hello),
    request(2, 'open_session', { session: 'again' }),
    request(3, 'execute', { session: 's', id: 'p', executeId: 'e', inputs: { question: 'q' } }),
    request(4, 'ping', {}),
    request(5, 'stats', {}),
    request(6, 'create_program', { session: 's', id: 'q', module: 'react', signature: SIGNATURE, tools: [], options: {} }),
    request(7, 'load_module', { session: 's', id: 'm', path: 'json:JSONDecoder', args: [], kwargs: {} }),
    request(8, 'configure_lm', { session: 's', model: 'm', options: {} }),
    request(9, 'configure_settings', { session: 's', settings: { adapter: 'json' } }),
    request(10, 'history', { session: 's', limit: 3 }),
    request(11, 'begin_attempt', { attempt: 'a', seed: 1, env: {} }),
    request(12, 'end_attempt', { attempt: 'a' }),
    { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 3 } },
    { jsonrpc: '2.0', id: 1, result: { callId: 'c', reply: { kind: 'error', status: 500, message: 'x' } } },
    { jsonrpc: '2.0', id: 1, error: { code: -32000, message: 'no', data: { code: 'LM_MISS', what: 'a', why: 'b', next: 'c' } } },
  ];
}
