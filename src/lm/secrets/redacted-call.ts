import type { LmCall } from '../../shared/boundaries/lm-call';

/** A call whose texts have no secret: before anything of it is cut or escaped, since a part of a secret is found by nobody. */
export function redactedCall(call: LmCall, redact: (text: string) => string): LmCall {
  return redactedTexts(call, redact) as LmCall;
}

function redactedTexts(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactedTexts(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redactedTexts(inner, redact)]));
}
