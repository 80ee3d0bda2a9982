import type { FieldShape } from '../shared/boundaries/bridge';
import type { LmReply, LmUsage } from '../shared/boundaries/lm-call';
import { DspexError } from '../shared/errors';
import { decodeValues } from '../shared/values';
import { problemWith } from './mock-inputs';

export interface MockOutputs {
  readonly values: Record<string, unknown>;
  readonly usage: LmUsage;
}

/** A reply as the program's outputs. Text is taken for a single text field, otherwise read as JSON. Throws LM_REPLY_INVALID. */
export function outputsOf(reply: LmReply, fields: readonly FieldShape[], program: string): MockOutputs {
  if (reply.kind === 'error') {
    throw invalid(program, `the LM answered with error ${reply.status}: ${reply.message}`, 'a rule scripted it with replyWithError', 'expect the error, or change the rule');
  }
  const values = reply.fields ?? fromText(reply.text ?? '', fields, program);
  for (const { name, schema } of fields) {
    if (!(name in values)) throw invalid(program, `the reply lacks the field "${name}"`, `the reply has: ${Object.keys(values).join(', ') || 'nothing'}`, `add ${name} to the reply`);
    const problem = problemWith(decodeValues(values[name]), schema, name);
    if (problem !== null) throw invalid(program, `the reply's field ${problem.path} is ${JSON.stringify(problem.value)}`, `${problem.message} (${name}: ${JSON.stringify(schema)})`, `correct ${problem.path} in the rule's reply`);
  }
  return { values: { ...values }, usage: reply.usage };
}

function fromText(text: string, fields: readonly FieldShape[], program: string): Record<string, unknown> {
  const [only] = fields;
  if (fields.length === 1 && only?.schema.type === 'string') return { [only.name]: text };
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw invalid(program, `the reply ${JSON.stringify(text)} is text`, `the program has the outputs ${fields.map(({ name }) => name).join(', ')}, and the text is not JSON`, 'reply with fields', cause);
  }
}

function invalid(program: string, what: string, why: string, next: string, cause?: unknown): DspexError {
  return new DspexError({ code: 'LM_REPLY_INVALID', what: `The program "${program}" cannot use its LM reply: ${what}.`, why, next, cause });
}
