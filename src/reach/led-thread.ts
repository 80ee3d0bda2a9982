import { SHARE_ENV, setEnvironmentData, type Worker, type WorkerOptions } from 'node:worker_threads';
import { LED_NAME, type Led, PRELOAD } from './led';

type WorkerArguments = ConstructorParameters<typeof Worker>;

/** What a thread finds in its environment data. */
export interface LedThread extends Led {
  /** As its code is to find them. */
  readonly execArgv: readonly string[];
  /** Where its variables come from: its own, a copy of its parent's, or the parent's themselves. */
  readonly envIs: 'given' | 'copied' | 'shared';
}

/** Starts a thread that loads the preload first. Its variables are as they were given: what leads it comes with the environment data. */
export function startLedThread<T>([file, options = {}]: WorkerArguments, led: Led, start: (args: WorkerArguments) => T): T {
  const { execArgv, env } = options;
  const envIs = env === SHARE_ENV ? 'shared' : isOwnEnv(env) ? 'given' : 'copied';
  const thread: LedThread = { ...led, execArgv: execArgv ?? process.execArgv, envIs };
  const begin = (flags: readonly string[]): T =>
    withEnvironmentData(thread, () => start([file, { ...options, execArgv: [...flags, '--require', PRELOAD] }]));
  if (execArgv !== undefined) return begin(execArgv);
  // With variables of its own a thread takes no flags from its parent but those of NODE_OPTIONS.
  return envIs === 'given' ? begin([]) : withInherited(begin);
}

function isOwnEnv(env: WorkerOptions['env']): boolean {
  return env !== undefined && env !== null && env !== process.env;
}

/** A thread takes its parent's flags unless it is given some; of those that are named, Node refuses the ones of the process as a whole. */
function withInherited<T>(begin: (flags: readonly string[]) => T): T {
  try {
    return begin(process.execArgv);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error;
    const refused = new Set((/flags: (.*)$/.exec(message)?.[1] ?? '').split(', '));
    return begin(process.execArgv.filter((flag) => !refused.has(flag)));
  }
}

/** It is copied in the very call that makes a thread. */
function withEnvironmentData<T>(data: LedThread, start: () => T): T {
  setEnvironmentData(LED_NAME, data as never);
  try {
    return start();
  } finally {
    setEnvironmentData(LED_NAME, undefined);
  }
}
