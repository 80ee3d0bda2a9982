import type { FieldShape } from '../shared/boundaries/bridge';
import type { LmReply, LmUsage } from '../shared/boundaries/lm-call';
import { DspexError } from '../shared/errors';
import { decodeValues, encodeValues } from '../shared/values/values';
import { fitSchema, Misfit } from './fit-schema';
import { allowsNull } from './mock-call';
import { shown } from './mock-inputs';

export interface MockOutputs {
  readonly values: Record<string, unknown>;
  readonly usage: LmUsage;
}

/** A reply as the program's outputs. Text is taken for a single text field, otherwise read as JSON. Throws LM_REPLY_INVALID. */
export function outputsOf(reply: LmReply, fields: readonly FieldShape[], program: string): MockOutputs {
  const message = messageOf(reply, program);
  const given = message.fields ?? fromText(message.text ?? '', fields, program);
  const values = fields.map((field) => {
    const { name, schema } = field;
    if (!(name in given) && allowsNull(field)) return [name, null] as const;
    if (!(name in given)) throw lacksField(name, Object.keys(given), program);
    return [name, fitField(name, schema, given[name], program)] as const;
  });
  return { values: Object.fromEntries(values), usage: message.usage };
}

type Message = Extract<LmReply, { readonly kind: 'message' }>;

function messageOf(reply: LmReply, program: string): Message {
  if (reply.kind !== 'message') throw otherReply(reply, program);
  const [tool] = reply.toolCalls;
  if (tool === undefined || reply.fields !== null) return reply;
  const next = 'run the test in layer integration, or reply with the fields of the answer';
  throw invalid(program, `it calls the tool "${tool.name}"`, 'the mock adapter runs no tools', next);
}

/** For a reply of another kind than was asked for. */
export function otherReply(reply: LmReply, program: string): DspexError {
  const why = reply.kind === 'error' ? 'a rule scripted it with replyWithError' : 'a rule scripted it';
  return invalid(program, whatCame(reply), why, 'expect the error, or change the rule');
}

function whatCame(reply: LmReply): string {
  if (reply.kind === 'error') return `the LM answered with error ${reply.status}: ${reply.message}`;
  return `the LM call ended in ${reply.kind === 'fault' ? reply.fault : reply.kind}`;
}

function lacksField(name: string, given: readonly string[], program: string): DspexError {
  return invalid(
    program,
    `the reply lacks the field "${name}"`,
    `the reply has: ${given.join(', ') || 'nothing'}`,
    `add ${name} to the reply`,
  );
}

function fitField(name: string, schema: FieldShape['schema'], wire: unknown, program: string): unknown {
  try {
    return encodeValues(fitSchema(decodeValues(wire), schema, name), name, 'OUTPUT_NOT_JSON');
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const what = `the reply's field ${error.path} is ${shown(error.value)}`;
    throw invalid(program, what, `${error.message} (${name}: ${JSON.stringify(schema)})`, `correct ${error.path} in the rule's reply`);
  }
}

function fromText(text: string, fields: readonly FieldShape[], program: string): Record<string, unknown> {
  const [only] = fields;
  if (fields.length === 1 && only?.schema.type === 'string') return { [only.name]: text };
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
    throw new Error('it is no JSON object');
  } catch (cause) {
    throw invalid(
      program,
      `the reply ${JSON.stringify(text)} is text`,
      `the program has the outputs ${fields.map(({ name }) => name).join(', ')}, and the text is not a JSON object`,
      'reply with fields',
      cause,
    );
  }
}

function invalid(program: string, what: string, why: string, next: string, cause?: unknown): DspexError {
  return new DspexError({ code: 'LM_REPLY_INVALID', what: `The program "${program}" cannot use its LM reply: ${what}.`, why, next, cause });
}
