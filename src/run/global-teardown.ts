import { HOST_VARIABLE } from '../shared/boundaries/host';
import { currentRun, endRun } from './current-run';
import { printSummaryOnce } from './reporter';

/** Prints the summary where the reporter did not, ends every Python and removes the run's folder. */
export default async function globalTeardown(): Promise<void> {
  const run = currentRun();
  if (run === undefined) return;
  if (run.users === 1) {
    await printSummaryOnce(run);
    delete process.env[HOST_VARIABLE];
  }
  await endRun(run);
}
