import { randomInt } from 'node:crypto';
import { HOST_VARIABLE } from '../shared/boundaries/host';
import { RANDOM_SEED, SEED_VARIABLE, SEEDS } from '../shared/options/seed';
import { beginRun, type CurrentRun } from './host/current-run';

interface ProjectConfig {
  readonly testEnvironmentOptions?: { readonly dspex?: unknown };
}

interface SetupConfig {
  readonly rootDir: string;
  readonly watch?: boolean;
  readonly watchAll?: boolean;
}

/** Opens the run's host; workers find it by an environment variable. Call it from your own globalSetup if you have one. */
export default async function globalSetup(globalConfig: SetupConfig, projectConfig?: ProjectConfig): Promise<void> {
  const run = await beginRun({
    rootDir: globalConfig.rootDir,
    isWatching: globalConfig.watch === true || globalConfig.watchAll === true,
    options: projectConfig?.testEnvironmentOptions?.dspex,
  });
  process.env[HOST_VARIABLE] = run.host.socketPath;
  if (process.env[SEED_VARIABLE] === RANDOM_SEED) pickSeed(run);
}

/** One for all workers, which inherit it; said in the summary, so that the run can be had again. */
function pickSeed(run: CurrentRun): void {
  const seed = randomInt(SEEDS);
  process.env[SEED_VARIABLE] = String(seed);
  run.hasPickedSeed = true;
  run.host.record.add({ type: 'notice', text: `the seed of this run was ${seed}; have it again: ${SEED_VARIABLE}=${seed} npx jest` });
}
