import { basename } from 'node:path';
import { endDeadRun } from './end-run';

const runId = basename(process.argv[2] as string);

// Only the end of the run ends it.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
process.stdin.resume().once('close', () => void endTheRun());

async function endTheRun(): Promise<void> {
  await endDeadRun(runId);
  process.exit(0);
}
