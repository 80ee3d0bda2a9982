import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../scripts/stamp.mjs';
import { frame, garbage } from './garbage.mjs';
import { isTyped, messagesIn, withoutHang } from './wire.mjs';

const require = createRequire(import.meta.url);
const { openHostLink } = require(join(ROOT, 'build/src/worker/host/open-host-link.js'));

/** Garbage from a host to the real link of a worker, in place of an answer or before it. */
export async function openWorkerTarget() {
  const folder = mkdtempSync('/tmp/dxf-');
  const path = join(folder, 's');
  let plan;
  const server = createServer((socket) => serve(socket, () => plan));
  await new Promise((resolve) => server.listen(path, resolve));
  const ask = () => openHostLink({ DSPEX_HOST: path }).failedSoFar();
  return {
    async round(random) {
      plan = garbage(random, MESSAGES);
      // A host that is cut off in the middle of a message is one that ended.
      plan.isLast = plan.framing !== 'kept' || random.below(2) === 0;
      await withoutHang(
        ask().catch((error) => {
          if (!isTyped(error)) throw new Error(`UNTYPED: ${error?.stack ?? error}`, { cause: error });
        }),
        `${plan.kind}, and the host then ${plan.isLast ? 'ends' : 'answers'}`,
      );
      plan = undefined;
      if ((await withoutHang(ask(), 'a new link after it')) !== 0) throw new Error('BROKEN: a new link gets another answer');
    },
    async close() {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serve(socket, planOf) {
  socket.on('error', () => undefined);
  messagesIn(socket, ({ id }) => {
    const plan = planOf();
    for (const chunk of plan?.chunks ?? []) socket.write(chunk);
    if (plan?.isLast) socket.end();
    else socket.end(frame({ jsonrpc: '2.0', id, result: { failed: 0 } }));
  });
}

const MESSAGES = [
  { jsonrpc: '2.0', id: 0, result: { failed: 3 } },
  { jsonrpc: '2.0', id: 0, error: { code: -32000, message: 'no', data: { code: 'NO_HOST', what: 'a', why: 'b', next: 'c' } } },
  { jsonrpc: '2.0', id: 1, method: 'run_state', params: {} },
  { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 0 } },
];
