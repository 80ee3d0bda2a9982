import { isDspexError } from '../../shared/errors';
import { type Redact, redactedError } from './redacted-error';

interface SandboxGlobal {
  readonly Error: ErrorConstructor;
}

/** Makes an error of the outer realm again in the sandbox, without secrets, where Jest and the test expect `instanceof Error`. */
export function toSandboxError(global: unknown, thrown: unknown, redact: Redact): Error {
  const SandboxError = (global as SandboxGlobal).Error;
  if (thrown instanceof SandboxError) return thrown;
  const error = redactedError(thrown, redact);
  // Anything may be thrown.
  const { message, name, stack } = Object(error ?? new Error(`thrown: ${error}`)) as Partial<Error>;
  const made = new SandboxError(message ?? String(error));
  made.name = name ?? 'Error';
  // The stack of a typed error is our own inside; its message says where to look.
  made.stack = isDspexError(error) ? `${made.name}: ${made.message}` : (stack ?? made.message);
  return isDspexError(error) ? Object.assign(made, { code: error.code, parts: error.parts }) : made;
}
