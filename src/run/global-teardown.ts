import { HOST_VARIABLE } from '../shared/host-variable';
import { RANDOM_SEED, SEED_VARIABLE } from '../shared/options/seed';
import { currentRun, endRun } from './host/current-run';
import { printSummaryOnce } from './print-summary';
import { letStatusTimersGo } from './status-timer';

/** Prints the summary where the reporter did not, ends every Python and removes the run's folder. */
async function globalTeardown(): Promise<void> {
  const run = currentRun();
  if (run === undefined) return;
  let leaks: readonly Error[] = [];
  if (run.users === 1) {
    leaks = await printSummaryOnce(run);
    delete process.env[HOST_VARIABLE];
    if (run.hasPickedSeed) process.env[SEED_VARIABLE] = RANDOM_SEED;
  }
  await endRun(run);
  if (!run.isWatching) letStatusTimersGo();
  if (leaks[0] !== undefined) throw leaks[0];
}

// An ES module gets the function by its default import, and CommonJS by `default` or as it is.
globalTeardown.default = globalTeardown;
export = globalTeardown;
