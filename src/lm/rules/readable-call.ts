import type { AskedCall } from '../../shared/boundaries/asked-call';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { askedCall } from '../call/asked-call';
import { inputValues } from '../call/call-fields';

/** An LM call as a rule's function reads it. */
interface ReadableCall extends AskedCall {
  /** Signature inputs by name; empty for a call without a signature. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

export function readableCall(call: LmCall): ReadableCall {
  return { ...askedCall(call), inputs: inputValues(call) };
}
