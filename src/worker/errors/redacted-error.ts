import { inspect } from 'node:util';
import { redactedParts } from '../../lm/secrets/redacted';
import { DspexError, isDspexError } from '../../shared/errors';
import { OWN_SOURCES } from '../../shared/own-folders';
import { limitError } from '../../shared/system-error';

export type Redact = (text: string) => string;

/** Every field as well: Jest's JSON has them, such as the `spawnargs` of a process that could not be started. */
const WHOLE = { depth: 6, maxStringLength: null, maxArrayLength: null } as const;

/**
 * The error without secrets: a traceback, a process's last lines or a command may hold them, and Jest prints what it gets into logs and
 * files. The same object where there is nothing to take out.
 */
export function redactedError(thrown: unknown, redact: Redact): unknown {
  const error = ofOwnFile(thrown) ?? thrown;
  const shown = inspect(error, WHOLE);
  if (redact(shown) === shown) return error;
  if (isDspexError(error))
    return new DspexError({ ...redactedParts(error.parts, redact), cause: redactedError(error.parts.cause, redact) });
  const { name = 'Error', message = String(error), stack, cause, code } = error as Partial<NodeJS.ErrnoException>;
  const made = new Error(redact(message), cause === undefined ? undefined : { cause: redactedError(cause, redact) });
  return Object.assign(made, { name, stack: redact(stack ?? message) }, code === undefined ? {} : { code });
}

/** Files of the package are opened when something of them is first used: the system may refuse one more just then. */
function ofOwnFile(error: unknown): DspexError | undefined {
  const { path } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return path?.startsWith(OWN_SOURCES) ? limitError(error, 'Opening a file of the package') : undefined;
}

/** What a promise rejects with, without secrets. */
export async function redactingErrors<T>(redact: Redact, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw redactedError(error, redact);
  }
}
