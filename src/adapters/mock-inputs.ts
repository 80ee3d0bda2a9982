import { z } from 'zod';
import type { FieldShape } from '../shared/boundaries/bridge';
import { DspexError } from '../shared/errors';
import { nearestName } from '../shared/nearest';
import { decodeValues } from '../shared/values';

/** Checks inputs as Python does: the same codes, the field and the path named. */
export function checkInputs(inputs: Readonly<Record<string, unknown>>, fields: readonly FieldShape[], program: string): void {
  const names = fields.map(({ name }) => name);
  const pattern = `execute({ ${names.map((name) => `${name}: …`).join(', ')} })`;
  for (const name of Object.keys(inputs)) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    const hint = nearest === null ? '' : ` Did you mean "${nearest}"?`;
    throw new DspexError({ code: 'INPUT_UNKNOWN', what: `"${name}" is no input of the program "${program}".`, why: `its inputs: ${names.join(', ')}.${hint}`, next: pattern });
  }
  for (const { name, schema } of fields) {
    if (!(name in inputs)) {
      throw new DspexError({
        code: 'INPUT_MISSING', what: `The input "${name}" of the program "${program}" is missing.`,
        why: `its inputs: ${names.join(', ')}; given: ${Object.keys(inputs).join(', ') || 'none'}`, next: pattern,
      });
    }
    const problem = problemWith(decodeValues(inputs[name]), schema, name);
    if (problem === null) continue;
    throw new DspexError({ code: 'INPUT_TYPE', what: `The input ${problem.path} of the program "${program}" is ${JSON.stringify(problem.value)}.`, why: `${problem.message} (${name}: ${JSON.stringify(schema)})`, next: `give ${problem.path} as ${JSON.stringify(schema)}` });
  }
}

export interface ValueProblem {
  readonly path: string;
  readonly value: unknown;
  readonly message: string;
}

/** What is wrong with a value by a JSON Schema; null when nothing is. */
export function problemWith(value: unknown, schema: Readonly<Record<string, unknown>>, name: string): ValueProblem | null {
  // Tagged values (Buffer, Map, BigInt) are beyond JSON Schema; Python's own types judge them there.
  if (Object.keys(schema).length === 0 || typeof value === 'bigint') return null;
  const parsed = z.fromJSONSchema(schema).safeParse(value);
  if (parsed.success) return null;
  const issue = parsed.error.issues[0] as z.core.$ZodIssue;
  const path = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return { path: `${name}${path}`, value: valueAt(value, issue.path), message: issue.message };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}
