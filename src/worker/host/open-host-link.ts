import { HOST_VARIABLE } from '../../shared/host-variable';
import type { HostLink } from './host-link';
import { LocalHost } from './local-host';
import { RunHost } from './run-host';

/** The host of the run, or, where no globalSetup opened one, a stand-in that can serve this process alone. */
export function openHostLink(env: NodeJS.ProcessEnv): HostLink {
  const socketPath = env[HOST_VARIABLE];
  return socketPath === undefined || socketPath === '' ? new LocalHost() : new RunHost(socketPath);
}
