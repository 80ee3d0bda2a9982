import { syncBuiltinESMExports } from 'node:module';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { withPlaceholders } from '../lm/keys/placeholders';
import { LED_NAME, type Led, ledVariables, takeLed } from '../reach/led';
import type { LedThread } from '../reach/led-thread';
import { watchNodeStarts } from '../reach/node-starts';
import { leadLmCalls } from './lead-lm-calls';

/**
 * Runs first in a Node process or thread that a test started: leads its LM calls to the rules of the test, refuses the connections of
 * those that cannot be led, and hands the same on to whatever Node it starts. It leaves no trace that its code would come across.
 */
const led = isMainThread ? takeLed(process.env) : takeThread();
if (led !== undefined) {
  leadLmCalls(led);
  watchNodeStarts({ process: (env) => ({ ...env, ...ledVariables(env as NodeJS.ProcessEnv, led) }), thread: () => led });
  syncBuiltinESMExports();
}

function takeThread(): Led | undefined {
  const thread = getEnvironmentData(LED_NAME) as unknown as LedThread | undefined;
  if (thread === undefined) return undefined;
  setEnvironmentData(LED_NAME, undefined);
  process.execArgv = [...thread.execArgv];
  const { envIs, hiddenKeys = [], withoutPlaceholders = false } = thread;
  if (envIs === 'copied') for (const name of hiddenKeys) delete process.env[name];
  if (envIs !== 'given' && !withoutPlaceholders) process.env = withPlaceholders(process.env);
  return thread;
}
