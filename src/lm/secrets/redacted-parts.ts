import type { ErrorParts } from '../../shared/errors';

/** What an error says, without secrets. Its cause is not looked into. */
export function redactedParts(parts: ErrorParts, redact: (text: string) => string): ErrorParts {
  const { what, why, next, detail } = parts;
  return { ...parts, what: redact(what), why: redact(why), next: redact(next), detail: detail === undefined ? undefined : redact(detail) };
}
