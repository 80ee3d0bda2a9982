import { withPlaceholders } from '../../lm/keys/placeholders';
import { couldBeKey, PLACEHOLDER_VARIABLES } from '../../lm/keys/provider-keys';

interface Keys {
  /** Variables whose real keys are taken out. */
  readonly hidden: readonly string[];
  /** Whether placeholders stand where nothing is set. */
  readonly placeholders: boolean;
}

/** Says which keys the code of a file finds in its variables. */
export function keepKeys(sandbox: { process?: { env: NodeJS.ProcessEnv } }, { hidden, placeholders }: Keys): void {
  const { process } = sandbox;
  if (process === undefined) return;
  const { env } = process;
  for (const name of hidden) if (couldBeKey(env[name])) delete env[name];
  // What a CI sets where it has no such secret.
  for (const name of PLACEHOLDER_VARIABLES) if (env[name] === '') delete env[name];
  if (placeholders) process.env = withPlaceholders(env);
}
