import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError, type ErrorParts } from '../../shared/errors';
import { mapStrings } from '../call/map-strings';

type Redact = (text: string) => string;

/** A call whose texts have no secret: before anything of it is cut or escaped, since a part of a secret is found by nobody. */
export function redactedCall(call: LmCall, redact: Redact): LmCall {
  return mapStrings(call, redact, (name) => name) as LmCall;
}

/** An error that says no secret: it is printed, prompts are quoted in it, and it fails a test whose output is kept. */
export function redactedError(error: DspexError, redact: Redact): DspexError {
  return redact(error.message) === error.message ? error : new DspexError(redactedParts(error.parts, redact));
}

/** What an error says, without secrets. Its cause is not looked into. */
export function redactedParts(parts: ErrorParts, redact: (text: string) => string): ErrorParts {
  const { what, why, next, detail } = parts;
  return { ...parts, what: redact(what), why: redact(why), next: redact(next), detail: detail === undefined ? undefined : redact(detail) };
}
