import { waitUntil } from './end-processes';
import { endRun } from './roster';

/** A worker that is in the middle of a test needs a moment to see that its run is gone. */
const WORKERS_LAST_MS = 10_000;
const BETWEEN_ROUNDS_MS = 50;

const runId = process.argv[2] as string;

// Only the end of the run ends it.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
process.stdin.resume().once('close', () => void endTheRun());

async function endTheRun(): Promise<void> {
  const until = performance.now() + WORKERS_LAST_MS;
  while (!(await endRun(runId, { isOrderly: false })) && performance.now() < until) await waitUntil(() => false, BETWEEN_ROUNDS_MS);
  process.exit(0);
}
