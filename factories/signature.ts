import { Factory } from 'fishery';
import type { FieldSpecs, TypedSignature } from '../src/shared/signature/signature';

type Given = Partial<TypedSignature>;

class SignatureFactory extends Factory<TypedSignature, never, TypedSignature, Given> {
  /** The same signature with these instructions. */
  instructed(instructions: string): this {
    return this.params({ instructions });
  }
}

const QUESTION: FieldSpecs = { question: 'str' };
const ANSWER: FieldSpecs = { answer: 'str' };

/** Typed fields: `question -> answer`, unless told otherwise. Inputs or outputs that are given stand alone. */
export const signatureFactory = SignatureFactory.define(({ params }) => ({
  inputs: params.inputs ?? QUESTION,
  outputs: params.outputs ?? ANSWER,
})) as SignatureFactory;

/** @example buildSignature({ outputs: { queue: "Literal['billing', 'tech']" } }) */
export const buildSignature = (given?: Given): TypedSignature => signatureFactory.build(given);
/** So many of the same. */
export const buildSignatureList = (count: number, given?: Given): TypedSignature[] => signatureFactory.buildList(count, given);
