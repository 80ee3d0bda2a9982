import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../scripts/stamp.mjs';
import { garbage } from './garbage.mjs';
import { assertTyped, RawClient, withoutHang } from './wire.mjs';

const require = createRequire(import.meta.url);
const { Host } = require(join(ROOT, 'build/src/run/host/host.js'));

/** Garbage from a worker to the real host of a run, beside a worker that goes on. */
export async function openHostTarget() {
  const host = await Host.open({ say: () => undefined });
  const neighbour = new RawClient(host.socketPath);
  let count = 0;
  return {
    async round(random) {
      const client = new RawClient(host.socketPath);
      const { chunks, framing, kind } = garbage(random, MESSAGES);
      client.send(chunks);
      if (framing === 'lost') await withoutHang(client.closed, 'the connection stays open after its framing was lost');
      if (framing === 'kept' && (await client.request('probe', 'run_state', {})) === undefined && !MAY_CLOSE.includes(kind))
        throw new Error(`CLOSED: the connection ended, and ${kind} had kept its framing`);
      assertTyped(client.received);
      client.end();
      const answer = await neighbour.request(++count, 'run_state', {});
      if (typeof answer?.result?.failed !== 'number') throw new Error(`BROKEN: a neighbour got ${JSON.stringify(answer)}`);
    },
    async close() {
      neighbour.end();
      await host.close();
    },
  };
}

/** What is no message at all ends a worker's connection: it is ours, and never sends any. */
const MAY_CLOSE = ['noJson', 'noObject', 'invalidUtf8', 'deepNesting', 'wrongId', 'wrongTypes', 'strangeParams'];
const request = (id, method, params) => ({ jsonrpc: '2.0', id, method, params });
const MESSAGES = [
  request(1, 'run_state', {}),
  request(2, 'test_failed', { maxFailures: 1e9 }),
  request(3, 'events', { events: [{ type: 'fork', pid: 1, ms: 1 }] }),
  request(4, 'child_end', { serverPid: 1, pid: 1 }),
  request(5, 'ledger_settle', { id: 'x', costNanoUsd: 1 }),
  { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } },
  { jsonrpc: '2.0', id: 1, result: {} },
];
