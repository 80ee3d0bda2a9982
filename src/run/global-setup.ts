import { HOST_VARIABLE } from '../shared/boundaries/host';
import { beginRun } from './current-run';

interface SetupConfig {
  readonly rootDir: string;
}

/** Opens the run's host; workers find it by an environment variable. Call it from your own globalSetup if you have one. */
export default async function globalSetup(globalConfig: SetupConfig): Promise<void> {
  const run = await beginRun(globalConfig.rootDir);
  process.env[HOST_VARIABLE] = run.host.socketPath;
}
