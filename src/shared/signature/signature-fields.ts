import type { FieldShape, SignatureShape } from '../boundaries/bridge';
import { nearestName } from '../nearest';
import type { JsonSchema } from './json-schema';
import { fieldError } from './signature-error';
import { isJsonSchema, readJsonSchema } from './signature-json-schema';
import { duplicateProblem, nameProblem } from './signature-names';
import { parseType } from './signature-type';

/** An object of fields: each key is a field name. */
export interface FieldSpecs {
  readonly [name: string]: FieldSpec;
}

/**
 * One field. A string is a Python type (`'list[str]'`). An object says more: `type` is a Python type, an object of fields, or JSON Schema;
 * `description` is told to the LM. JSON Schema may stand for the field itself: it is what has a JSON type name, `enum` or `anyOf`.
 */
export type FieldSpec = string | { readonly type: string | FieldSpecs | JsonSchema; readonly description?: string } | JsonSchema;

export interface TypedSignature {
  readonly inputs: FieldSpecs | readonly FieldShape[];
  readonly outputs: FieldSpecs | readonly FieldShape[];
  readonly instructions?: string | undefined;
}

/** Reads typed fields. The keys are checked, so that a misspelt one is an error and not a field the LM never sees. */
export function parseTypedSignature(signature: TypedSignature): SignatureShape {
  for (const key of Object.keys(signature)) if (!SIGNATURE_KEYS.includes(key)) throw unknownKey(key, 'a signature', SIGNATURE_KEYS);
  const inputs = readSide(signature.inputs, 'inputs');
  const outputs = readSide(signature.outputs, 'outputs');
  const twice = outputs.find(({ name }) => inputs.some((input) => input.name === name));
  if (twice !== undefined)
    throw fieldError({
      ...duplicateProblem(twice.name, 'input'),
      what: `The signature has the field "${twice.name}" as input and as output.`,
    });
  const { instructions } = signature;
  return instructions === undefined ? { inputs, outputs } : { inputs, outputs, instructions };
}

const SIGNATURE_KEYS = ['inputs', 'outputs', 'instructions'];
const FIELD_KEYS = ['type', 'description'];

function readSide(side: FieldSpecs | readonly FieldShape[], where: string): FieldShape[] {
  const specs = Array.isArray(side) ? Object.fromEntries((side as FieldShape[]).map(toSpec)) : side;
  if (typeof specs !== 'object' || specs === null || Object.keys(specs).length === 0) {
    throw fieldError({
      what: `The signature has no ${where}.`,
      why: `${where} is an object with at least one field`,
      next: `write ${where}: { ${where === 'inputs' ? 'question' : 'answer'}: 'str' }`,
    });
  }
  return Object.entries(specs as FieldSpecs).map(([name, spec]) => readField(name, spec, `${where}.${name}`));
}

/** A field as `program.info()` shows it. */
function toSpec({ name, schema, description }: FieldShape): [string, FieldSpec] {
  return [name, description === undefined ? { type: schema } : { type: schema, description }];
}

function readField(name: string, spec: FieldSpec, where: string): FieldShape {
  const problem = nameProblem(name);
  if (problem !== null) throw fieldError({ ...problem, what: `The signature names a field ${JSON.stringify(name)} (${where}).` });
  if (typeof spec === 'string') return { name, schema: parseType(spec, where) };
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) throw notAField(spec, where);
  if (isJsonSchema(spec)) return lifted(name, readJsonSchema(spec, name, where));
  return readDescribed(name, spec as Record<string, unknown>, where);
}

function readDescribed(name: string, spec: Record<string, unknown>, where: string): FieldShape {
  if (!('type' in spec)) throw objectWithoutType(spec, where);
  for (const key of Object.keys(spec)) if (!FIELD_KEYS.includes(key)) throw unknownKey(key, where, FIELD_KEYS);
  const schema = readTypeOf(name, spec.type, where);
  const { description } = spec;
  if (description === undefined) return lifted(name, schema);
  if (typeof description !== 'string')
    throw fieldError({
      what: `The description of ${where} is ${JSON.stringify(description)}.`,
      why: 'a description is text',
      next: `write description: '…'`,
    });
  return { name, schema, description };
}

function readTypeOf(name: string, type: unknown, where: string): JsonSchema {
  if (typeof type === 'string') return parseType(type, where);
  if (typeof type !== 'object' || type === null || Array.isArray(type)) throw notAField(type, where);
  if (Object.keys(type).length === 0) return {};
  return isJsonSchema(type) ? readJsonSchema(type, name, where) : readObject(name, type as FieldSpecs, where);
}

function readObject(name: string, specs: FieldSpecs, where: string): JsonSchema {
  const fields = Object.entries(specs).map(([key, spec]) => readField(key, spec, `${where}.${key}`));
  const properties = Object.fromEntries(
    fields.map(({ name: key, schema, description }) => [key, description === undefined ? schema : { ...schema, description }]),
  );
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false, title: titleOf(name) };
}

/** A description written inside a JSON Schema is the field's. */
function lifted(name: string, { description, ...schema }: JsonSchema): FieldShape {
  return typeof description === 'string' ? { name, schema, description } : { name, schema };
}

export function titleOf(name: string): string {
  return name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function notAField(spec: unknown, where: string): Error {
  return fieldError({
    what: `The field ${where} is ${JSON.stringify(spec) ?? String(spec)}.`,
    why: "a field is a type ('str'), { type, description }, or JSON Schema",
    next: `write ${where.split('.').pop()}: 'str'`,
  });
}

function objectWithoutType(spec: Record<string, unknown>, where: string): Error {
  const name = where.split('.').pop();
  const inner = Object.entries(spec)
    .map(([key, value]) => `${key}: ${JSON.stringify(value) ?? '…'}`)
    .join(', ');
  return fieldError({
    what: `The field ${where} is an object without a type.`,
    why: 'the fields of a nested object stand under "type"',
    next: `write ${name}: { type: { ${inner} } }`,
  });
}

function unknownKey(key: string, where: string, known: readonly string[]): Error {
  const nearest = nearestName(key, known);
  return fieldError({
    what: `Unknown key "${key}" in ${where}.`,
    why: `${nearest === null ? '' : `did you mean ${nearest}? `}it takes: ${known.join(', ')}`,
    next: nearest === null ? `remove ${key}` : `rename ${key} to ${nearest}`,
  });
}
