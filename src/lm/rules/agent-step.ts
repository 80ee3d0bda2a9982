import type { LmCall } from '../../shared/boundaries/lm-call';
import { isSaid } from '../../shared/boundaries/said-reply';
import { outputNames } from '../call/call-fields';
import { isRecord, recordOf } from '../call/read-json';

const STEP_FIELDS = ['next_thought', 'next_tool_name', 'next_tool_args'];

/** Ends an agent: it asks its final question then. */
export const FINISH_STEP: Readonly<Record<string, unknown>> = stepThatCalls('finish', {});

/** The fields of a step that calls a tool. */
export function stepThatCalls(tool: string, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { next_thought: '', next_tool_name: tool, next_tool_args: args };
}

/** True for the step of a ReAct agent: it chooses a tool, or `finish`. */
export function isAgentStep(call: LmCall): boolean {
  const names = outputNames(call);
  return STEP_FIELDS.every((name) => names.includes(name));
}

/** True when a value answers the agent's final question, not its step: the step is then answered with `finish`. */
export function endsAgentStep(value: unknown, call: LmCall): boolean {
  if (!isAgentStep(call) || typeof value !== 'object' || value === null || isSaid(value)) return false;
  return !STEP_FIELDS.some((name) => name in value);
}

/** The default of a step's tool; undefined for any other field. A default that names the first tool would loop until the agent gives up. */
export function finishesAgent(field: string): string | undefined {
  return field === 'next_tool_name' ? 'finish' : undefined;
}

/** The tool with which a ReActV2 agent ends: it takes the answer's fields. */
const SUBMIT = 'submit';

/** The output field that holds tool calls; undefined where the call has none. */
export function toolCallsField({ fields }: LmCall): string | undefined {
  return fields?.outputs.find(({ toolCalls }) => toolCalls === true)?.name;
}

/** What a field of tool calls holds for one call. */
export function toolCallsOf(name: string, args: unknown): { readonly tool_calls: readonly object[] } {
  return { tool_calls: [{ name, args }] };
}

/** The schema of what ends a ReActV2 agent; undefined for any other call. */
export function submitSchema(call: LmCall): Readonly<Record<string, unknown>> | undefined {
  return toolCallsField(call) === undefined ? undefined : call.fields?.tools?.find(({ name }) => name === SUBMIT)?.parameters;
}

/** The call that a ReActV2 agent ends with, where a value is its answer and no field of its step; undefined otherwise. */
export function submitted(value: unknown, call: LmCall): { readonly name: string; readonly args: Record<string, unknown> } | undefined {
  const schema = submitSchema(call);
  if (schema === undefined || !isRecord(value)) return;
  const answers = Object.keys(recordOf(schema.properties));
  const isAnswer = answers.every((name) => name in value) && Object.keys(value).every((name) => answers.includes(name));
  return isAnswer ? { name: SUBMIT, args: value } : undefined;
}
