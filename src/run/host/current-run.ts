import { type ReportOptions, reportOptions } from '../../shared/options/options';
import { Host } from './host';
import { keptPython } from './kept-python';

/** In Jest's main process; survives the module registry of a watch re-run. */
const RUN_KEY = Symbol.for('dspex.run');

export interface CurrentRun {
  readonly host: Host;
  /** Setups minus teardowns: several projects may each bring ours. */
  users: number;
  readonly startedAt: number;
  summaryPrinted: boolean;
  readonly rootDir: string;
  /** Jest stays, and runs again: a page that is open follows. */
  readonly isWatching: boolean;
  /** No summary: programs read what Jest says. */
  readonly isQuiet: boolean;
  /** Each LM call has a line. */
  readonly isVerbose: boolean;
  readonly report: ReportOptions;
  /** Jest's own reporter marks the lines of failing tests. */
  jestAnnotates: boolean;
  /** DSPEX_SEED was `random`, and is so again after the run: a watch session picks one for each. */
  hasPickedSeed: boolean;
}

export interface NewRun {
  readonly rootDir: string;
  readonly isWatching: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** `dspex` of the first project's testEnvironmentOptions. */
  readonly options: unknown;
}

type RunGlobal = { [RUN_KEY]?: CurrentRun | undefined };

export function currentRun(): CurrentRun | undefined {
  return (globalThis as RunGlobal)[RUN_KEY];
}

/** Opens the run's host at the first call; later calls share it. In a watch session Python stays from run to run. */
export async function beginRun({ rootDir, isWatching, isQuiet, isVerbose, options }: NewRun): Promise<CurrentRun> {
  const running = currentRun();
  if (running !== undefined) {
    running.users += 1;
    return running;
  }
  // Options first: where they are wrong, no run begins.
  const report = reportOptions(options);
  const run: CurrentRun = {
    host: await Host.open(isWatching ? { keptPython: keptPython() } : {}),
    users: 1,
    startedAt: Date.now(),
    summaryPrinted: false,
    rootDir,
    isWatching,
    isQuiet,
    isVerbose,
    report,
    jestAnnotates: false,
    hasPickedSeed: false,
  };
  (globalThis as RunGlobal)[RUN_KEY] = run;
  return run;
}

/** Closes the host at the last user's call. */
export async function endRun(run: CurrentRun): Promise<void> {
  run.users -= 1;
  if (run.users > 0) return;
  (globalThis as RunGlobal)[RUN_KEY] = undefined;
  await run.host.close();
}
