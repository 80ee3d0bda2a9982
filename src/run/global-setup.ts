import { randomInt } from 'node:crypto';
import { HOST_VARIABLE } from '../shared/host-variable';
import { jestCommand } from '../shared/jest-command';
import { RANDOM_SEED, SEED_VARIABLE, SEEDS } from '../shared/options/seed';
import type { RunConfig, RunProject } from './ahead/run-files';
import { wantedPython } from './ahead/wanted-python';
import { beginRun, type CurrentRun } from './host/current-run';
import { isReadByPrograms, type ToldToPrograms } from './read-by-programs';
import { noteWatched, type WatchedProject } from './watched-files';

interface ProjectConfig extends RunProject, WatchedProject {
  /** An editor asks for it. */
  readonly testLocationInResults?: boolean;
}

interface SetupConfig extends RunConfig, ToldToPrograms {
  readonly watch?: boolean;
  readonly watchAll?: boolean;
  readonly verbose?: boolean | null;
}

/**
 * Opens the run's host; workers find it by an environment variable. Call it from your own globalSetup if you have one, with what Jest gave
 * to that: DSPy is imported beside Jest's own start where the run's files say that they have tests with Python.
 */
async function globalSetup(globalConfig: SetupConfig, projectConfig?: ProjectConfig): Promise<void> {
  const isWatching = globalConfig.watch === true || globalConfig.watchAll === true;
  if (isWatching && projectConfig !== undefined) noteWatched(projectConfig);
  const run = await beginRun({
    rootDir: globalConfig.rootDir,
    isWatching,
    isQuiet: isReadByPrograms(globalConfig, projectConfig),
    isVerbose: globalConfig.verbose === true,
    options: projectConfig?.testEnvironmentOptions?.dspex,
  });
  process.env[HOST_VARIABLE] = run.host.socketPath;
  if (process.env[SEED_VARIABLE] === RANDOM_SEED) pickSeed(run);
  const wanted = projectConfig && wantedPython(globalConfig, projectConfig, process.env);
  if (wanted !== undefined) run.host.startAhead(wanted);
}

/** One for all workers, which inherit it; said in the summary, so that the run can be had again. */
function pickSeed(run: CurrentRun): void {
  const seed = randomInt(SEEDS);
  process.env[SEED_VARIABLE] = String(seed);
  run.hasPickedSeed = true;
  run.host.record.add({
    type: 'notice',
    text: `the seed of this run was ${seed}; have it again: ${SEED_VARIABLE}=${seed} ${jestCommand()}`,
  });
}

// An ES module gets the function by its default import, and CommonJS by `default` or as it is.
globalSetup.default = globalSetup;
export = globalSetup;
