import type { FieldShape, ProgramInfo } from '../shared/boundaries/bridge';
import type { LmCall } from '../shared/boundaries/lm-call';

const REASONING: FieldShape = { name: 'reasoning', schema: { type: 'string' } };

/** The outputs a program asks its LM for: a chain of thought gives its reasoning first. */
export function askedOutputs({ module, signature }: ProgramInfo): FieldShape[] {
  const outputs = signature?.outputs ?? [];
  return module === 'chain_of_thought' ? [REASONING, ...outputs] : [...outputs];
}

/** The one LM call that an execute of this program is. */
export function lmCallOf(program: ProgramInfo, model: string, inputs: Record<string, unknown>): LmCall {
  const instructions = program.signature?.instructions ?? instructionsOf(program.signature?.inputs ?? [], program.signature?.outputs ?? []);
  const outputs = askedOutputs(program);
  const prompt = Object.entries(inputs)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
  return {
    door: 'mock',
    api: 'dspy',
    operation: 'generate',
    model,
    system: instructions,
    messages: [{ role: 'user', parts: [{ type: 'text', text: prompt }] }],
    tools: [],
    schema: null,
    sampling: {},
    stream: false,
    fields: { signature: 'StringSignature', instructions, inputs, outputs: outputs.map(asAsked) },
  };
}

/** DSPy does without a field that may be null. */
function asAsked(field: FieldShape): FieldShape & { readonly optional?: boolean } {
  return allowsNull(field) ? { ...field, optional: true } : field;
}

/** True for `T | None`. */
export function allowsNull({ schema }: FieldShape): boolean {
  return schema.type === 'null' || (Array.isArray(schema.anyOf) && schema.anyOf.some((one: { type?: unknown }) => one.type === 'null'));
}

/** What DSPy says for a signature without instructions. */
function instructionsOf(inputs: readonly FieldShape[], outputs: readonly FieldShape[]): string {
  const list = (fields: readonly FieldShape[]): string => fields.map(({ name }) => `\`${name}\``).join(', ');
  return `Given the fields ${list(inputs)}, produce the fields ${list(outputs)}.`;
}
