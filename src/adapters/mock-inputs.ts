import type { FieldShape } from '../shared/boundaries/bridge';
import { DspexError } from '../shared/errors';
import { decodeValues } from '../shared/values/values';
import { didYouMean } from './adapter-errors';
import { fitSchema, Misfit } from './fit-schema';

/** Checks inputs as Python does: the same codes, the field and the path named. */
export function checkInputs(inputs: Readonly<Record<string, unknown>>, fields: readonly FieldShape[], program: string): void {
  const names = fields.map(({ name }) => name);
  const unknown = Object.keys(inputs).find((name) => !names.includes(name));
  if (unknown !== undefined) throw inputUnknown(unknown, names, program);
  for (const { name, schema } of fields) {
    if (!(name in inputs)) throw inputMissing(name, names, Object.keys(inputs), program);
    const problem = problemWith(inputs[name], schema, name);
    if (problem !== null) throw inputOfWrongType(problem, { name, schema }, program);
  }
}

function inputUnknown(name: string, names: readonly string[], program: string): DspexError {
  return new DspexError({
    code: 'INPUT_UNKNOWN',
    what: `"${name}" is no input of the program "${program}".`,
    why: `its inputs: ${names.join(', ')}.${didYouMean(name, names)}`,
    next: patternOf(names),
  });
}

function inputMissing(name: string, names: readonly string[], given: readonly string[], program: string): DspexError {
  return new DspexError({
    code: 'INPUT_MISSING',
    what: `The input "${name}" of the program "${program}" is missing.`,
    why: `its inputs: ${names.join(', ')}; given: ${given.join(', ') || 'none'}`,
    next: patternOf(names),
  });
}

function inputOfWrongType({ path, value, message, expected }: Misfit, { name, schema }: FieldShape, program: string): DspexError {
  return new DspexError({
    code: 'INPUT_TYPE',
    what: `The input ${path} of the program "${program}" is ${shown(value)}.`,
    why: `${message} (${name}: ${JSON.stringify(schema)})`,
    next: `give ${path} as ${expected}`,
  });
}

function patternOf(names: readonly string[]): string {
  return `execute({ ${names.map((name) => `${name}: …`).join(', ')} })`;
}

/** What is wrong with a wire value by a JSON Schema; null when nothing is. */
function problemWith(wire: unknown, schema: Readonly<Record<string, unknown>>, name: string): Misfit | null {
  try {
    fitSchema(decodeValues(wire), schema, name);
    return null;
  } catch (error) {
    if (error instanceof Misfit) return error;
    throw error;
  }
}

export function shown(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value);
}
