import { ForkServers } from '../../bridge/server/fork-servers';
import { makePrivateFolder } from '../../resources/os/private-folder';
import { registerRun } from '../../resources/ownership/runs';
import { Watchdog } from '../../resources/ownership/watchdog';

/** In Jest's main process; what a module holds is gone at a watch re-run. */
const KEPT_KEY = Symbol.for('dspex.kept-python');

type KeptGlobal = { [KEPT_KEY]?: ForkServers | undefined };

/**
 * The fork servers of a watch session: started by the first run that wants Python, and there for all after it. They have imported DSPy and
 * nothing of the user's, so every re-run finds the user's modules as they are on disk. They end with the session.
 */
export function keptPython(): ForkServers {
  const kept = globalThis as KeptGlobal;
  kept[KEPT_KEY] ??= openKept();
  kept[KEPT_KEY].forgetFailures();
  return kept[KEPT_KEY];
}

function openKept(): ForkServers {
  const folder = makePrivateFolder('dspex');
  registerRun(folder);
  // The servers themselves end when this process does: their input closes. So does the watchdog's, which removes the rest.
  new Watchdog(folder);
  return new ForkServers(folder);
}
