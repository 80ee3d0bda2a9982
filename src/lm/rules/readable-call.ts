import type { CallFields, LmCall, LmMessage, LmTool } from '../../shared/boundaries/lm-call';
import { inputValues } from '../call/call-fields';
import { instructionsOf, promptOf } from '../call/call-text';

/** An LM call as a rule's function reads it. */
interface ReadableCall {
  /** Signature inputs by name; empty for a call without a signature. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly prompt: string;
  readonly system: string;
  readonly messages: readonly LmMessage[];
  readonly model: string;
  readonly tools: readonly LmTool[];
  readonly sampling: Readonly<Record<string, unknown>>;
  /** Settings that have no name here, in the words of the wire. */
  readonly carried: Readonly<Record<string, unknown>>;
  readonly door: LmCall['door'];
  readonly fields: CallFields | null;
}

export function readableCall(call: LmCall): ReadableCall {
  const { messages, model, tools, sampling, carried = {}, door, fields } = call;
  return {
    inputs: inputValues(call),
    prompt: promptOf(call),
    system: instructionsOf(call),
    messages,
    model,
    tools,
    sampling,
    carried,
    door,
    fields,
  };
}
