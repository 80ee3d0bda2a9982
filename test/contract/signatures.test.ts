import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldShape } from '../../src/shared/boundaries/bridge';
import type { DspexError } from '../../src/shared/errors';
import { parseSignature } from '../../src/shared/signature/signature';

interface Cases {
  readonly accepted: readonly {
    readonly text: string;
    readonly inputs: Record<string, unknown>;
    readonly outputs: Record<string, unknown>;
  }[];
  /** `at` is what the caret line underlines; empty = the end. */
  readonly refused: readonly { readonly text: string; readonly at: string; readonly says: readonly string[] }[];
}

const { accepted, refused }: Cases = JSON.parse(readFileSync(join(__dirname, 'cases', 'signatures.json'), 'utf8'));

const byName = (fields: readonly FieldShape[]): unknown => Object.fromEntries(fields.map(({ name, schema }) => [name, schema]));

// Fails when a type is read as another, or fields change their order.
test.each(accepted)('reads $text', ({ text, inputs, outputs }) => {
  const shape = parseSignature(text);
  expect({ inputs: byName(shape.inputs), outputs: byName(shape.outputs) }).toStrictEqual({ inputs, outputs });
  expect([shape.inputs, shape.outputs].map((side) => side.map(({ name }) => name))).toEqual([Object.keys(inputs), Object.keys(outputs)]);
});

// Fails when a bad signature is taken, when the caret points elsewhere, and when the error does not say what to write.
test.each(refused)('refuses "$text" and points at the place', ({ text, at, says }) => {
  const error = refusal(text);
  expect(error.code).toBe('SIGNATURE_INVALID');
  for (const part of says) expect(error.message).toContain(part);
  const [, shown = '', caret = ''] = error.parts.what.split('\n');
  expect(caret).toMatch(/^ +\^+$/);
  expect(shown.slice(caret.indexOf('^'), caret.length)).toBe(at);
});

function refusal(text: string): DspexError {
  try {
    parseSignature(text);
  } catch (error) {
    return error as DspexError;
  }
  throw new Error(`"${text}" was accepted`);
}
