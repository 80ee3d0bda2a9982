import type { CallFields, LmCall } from '../../shared/boundaries/lm-call';
import { decodeValues } from '../../shared/values/values';

/** The field that ChainOfThought adds to a signature: a test that does not look at the reasoning need not write it. */
export const ADDED_FIELD = 'reasoning';

/** The names of the output fields that answer a call, in order; none for a call without a signature. */
export function outputNames({ fields }: Pick<LmCall, 'fields'>): string[] {
  return fields?.outputs.map(({ name }) => name) ?? [];
}

/** The values of the input fields by name, as JavaScript has them; empty for a call without a signature. */
export function inputValues({ fields }: Pick<LmCall, 'fields'>): Record<string, unknown> {
  return fields === null ? {} : (decodeValues(fields.inputs) as Record<string, unknown>);
}

const looked = new WeakMap<CallFields, Readonly<Record<string, unknown>>>();

/** As `inputValues`, decoded once for all that only look at the call: who may change what is in it asks for values of its own. */
export function inputsToLookAt({ fields }: Pick<LmCall, 'fields'>): Readonly<Record<string, unknown>> {
  if (fields === null) return {};
  const known = looked.get(fields) ?? inputValues({ fields });
  looked.set(fields, known);
  return known;
}

/** The signature as a person knows it. DSPy calls every signature that was written as text by the same name; its fields say more. */
export function signatureOf(fields: CallFields): string {
  if (fields.signature !== 'StringSignature') return fields.signature;
  return `${Object.keys(fields.inputs).join(', ')} -> ${outputNames({ fields }).join(', ')}`;
}
