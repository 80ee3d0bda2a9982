import type { FieldShape } from '../shared/boundaries/bridge';
import { DspexError } from '../shared/errors';
import { nearestName } from '../shared/nearest';
import { decodeValues } from '../shared/values/values';
import { fitSchema, Misfit } from './fit-schema';

/** Checks inputs as Python does: the same codes, the field and the path named. */
export function checkInputs(inputs: Readonly<Record<string, unknown>>, fields: readonly FieldShape[], program: string): void {
  const names = fields.map(({ name }) => name);
  const pattern = `execute({ ${names.map((name) => `${name}: …`).join(', ')} })`;
  for (const name of Object.keys(inputs)) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    const hint = nearest === null ? '' : ` Did you mean "${nearest}"?`;
    throw new DspexError({
      code: 'INPUT_UNKNOWN',
      what: `"${name}" is no input of the program "${program}".`,
      why: `its inputs: ${names.join(', ')}.${hint}`,
      next: pattern,
    });
  }
  for (const { name, schema } of fields) {
    if (!(name in inputs)) {
      throw new DspexError({
        code: 'INPUT_MISSING',
        what: `The input "${name}" of the program "${program}" is missing.`,
        why: `its inputs: ${names.join(', ')}; given: ${Object.keys(inputs).join(', ') || 'none'}`,
        next: pattern,
      });
    }
    const problem = problemWith(inputs[name], schema, name);
    if (problem === null) continue;
    const given = shown(problem.value);
    const type = JSON.stringify(schema);
    throw new DspexError({
      code: 'INPUT_TYPE',
      what: `The input ${problem.path} of the program "${program}" is ${given}.`,
      why: `${problem.message} (${name}: ${type})`,
      next: `give ${problem.path} as ${problem.expected}`,
    });
  }
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
