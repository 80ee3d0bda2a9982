import type { FieldShape, SignatureShape } from '../boundaries/bridge';
import { signatureError } from './signature-error';
import { duplicateProblem, nameProblem } from './signature-names';
import { shown, TypeReader } from './signature-type';

const EXAMPLE = '"question -> answer"';

/** Reads `"question: str, tags: list[str] -> answer"`; a field without a type is text, as in DSPy. */
export function parseSignatureText(text: string): SignatureShape {
  refusePath(text);
  const reader = new TypeReader(text);
  const seen = new Map<string, string>();
  const inputs = fieldsUntil(reader, '->', 'input', seen);
  const outputs = fieldsUntil(reader, '', 'output', seen);
  return { inputs, outputs };
}

/** `support.triage:Classify`: a class of the user's, where its fields are wanted. */
function refusePath(text: string): void {
  const path = /^\s*([\w.]+:[A-Z]\w*)\s*$/.exec(text)?.[1];
  if (path === undefined) return;
  throw signatureError(
    text,
    { at: text.indexOf(path), length: path.length },
    {
      what: 'is the path of a class',
      why: `a signature names its fields here, as ${EXAMPLE} does`,
      next: `await dspex.loadModule('${path}')   // Python makes a program of it`,
    },
  );
}

function fieldsUntil(reader: TypeReader, closer: string, side: 'input' | 'output', seen: Map<string, string>): FieldShape[] {
  const fields: FieldShape[] = [];
  while (!atCloser(reader, closer, fields.length, side)) {
    fields.push(field(reader, side, seen));
    if (!reader.takeMark(',')) {
      expectCloser(reader, closer);
      break;
    }
  }
  reader.take();
  return fields;
}

function atCloser(reader: TypeReader, closer: string, count: number, side: string): boolean {
  const token = reader.peek();
  const closes = token.kind === 'end' || token.value === '->';
  if (!closes) return false;
  if (count === 0 && (closer === token.value || closer === '')) {
    reader.fail(token, {
      what: `has no ${side}s`,
      why: `a signature has at least one ${side}`,
      next: side === 'input' ? `name one before "->": ${EXAMPLE}` : `name one after "->": ${EXAMPLE}`,
    });
  }
  expectCloser(reader, closer);
  return true;
}

function expectCloser(reader: TypeReader, closer: string): void {
  const token = reader.peek();
  if (closer === '' ? token.kind === 'end' : token.value === closer) return;
  if (token.kind === 'end')
    reader.fail(token, { what: 'has no "->"', why: 'it separates inputs from outputs', next: `add it: ${EXAMPLE}` });
  if (token.value === '->')
    reader.fail(token, { what: 'has a second "->"', why: 'there is one, between inputs and outputs', next: 'use a comma between fields' });
  reader.fail(token, {
    what: `has ${shown(token)} where a comma was expected`,
    why: 'fields are separated by commas: name: type, name: type',
    next: `write "," or ":" before ${shown(token)}`,
  });
}

function field(reader: TypeReader, side: 'input' | 'output', seen: Map<string, string>): FieldShape {
  const token = reader.take();
  const name = String(token.value);
  if (token.kind !== 'name')
    reader.fail(token, {
      what: `has ${shown(token)} where a field name was expected`,
      why: 'a field is written name: type',
      next: `it reads like ${EXAMPLE}`,
    });
  const problem = nameProblem(name) ?? (seen.has(name) ? duplicateProblem(name, seen.get(name) as string) : null);
  if (problem !== null) reader.fail(token, problem);
  seen.set(name, side);
  return { name, schema: reader.takeMark(':') ? reader.type() : { type: 'string' } };
}
