import { basename } from 'node:path';
import { waitUntil } from '../os/end-processes';
import { endDeadRun } from './end-run';
import { isAlive } from './process-identity';
import { hostOfRun } from './runs';

/** Its descriptors are closed before it has ended. */
const HOST_ENDS_MS = 10_000;

const runId = basename(process.argv[2] as string);

// Only the end of the run ends it.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
// A pipe that is reset never ends, and a file is never closed.
for (const event of ['end', 'close']) process.stdin.once(event, () => void finish());
process.stdin.resume();
let isFinishing = false;

async function finish(): Promise<void> {
  if (isFinishing) return;
  isFinishing = true;
  if (await waitUntil(isHostGone, HOST_ENDS_MS)) await endDeadRun(runId);
  process.exit(0);
}

function isHostGone(): boolean {
  const host = hostOfRun(runId);
  return host === undefined || !isAlive(host);
}
