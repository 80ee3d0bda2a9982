import { withPlaceholders } from '../../lm/keys/placeholders';
import { couldBeKey, PLACEHOLDER_VARIABLES } from '../../lm/keys/provider-keys';

/** Takes hidden keys out of the variables that the code of a file finds, and lets placeholders stand where nothing is set. */
export function keepKeys(sandbox: { process?: { env: NodeJS.ProcessEnv } }, hidden: readonly string[]): void {
  const { process } = sandbox;
  if (process === undefined) return;
  const { env } = process;
  for (const name of hidden) if (couldBeKey(env[name])) delete env[name];
  // What a CI sets where it has no such secret.
  for (const name of PLACEHOLDER_VARIABLES) if (env[name] === '') delete env[name];
  process.env = withPlaceholders(env);
}
