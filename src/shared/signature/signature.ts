import type { SignatureShape } from '../boundaries/bridge';
import { fieldError } from './signature-error';
import { parseTypedSignature, type TypedSignature } from './signature-fields';
import { parseSignatureText } from './signature-text';

export type { FieldSpec, FieldSpecs, TypedSignature } from './signature-fields';

/** What a user may write where a signature is wanted. */
export type SignatureInput = string | TypedSignature;

/**
 * Turns a signature, as text or as typed fields, into fields with JSON Schema. Nothing is imported or evaluated: types come from a list.
 *
 * Throws SIGNATURE_INVALID, which points at the place.
 *
 * @example
 * parseSignature("ticket -> queue: Literal['billing', 'tech'], score: float");
 * parseSignature({ inputs: { ticket: 'str' }, outputs: { person: { type: { name: 'str', age: 'int' }, description: 'who wrote it' } } });
 */
export function parseSignature(signature: SignatureInput): SignatureShape {
  if (typeof signature === 'string') return parseSignatureText(signature);
  if (typeof signature === 'object' && signature !== null) return parseTypedSignature(signature);
  throw fieldError({
    what: `The signature is ${String(signature)}.`,
    why: 'a signature is text, or an object with inputs and outputs',
    next: "write signature: 'question -> answer'",
  });
}
