import type { LmCall } from '../../shared/boundaries/lm-call';
import { outputNames } from '../call/call-fields';

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
  if (!isAgentStep(call) || typeof value !== 'object' || value === null) return false;
  return !STEP_FIELDS.some((name) => name in value);
}

/** The default of a step's tool; undefined for any other field. A default that names the first tool would loop until the agent gives up. */
export function finishesAgent(field: string): string | undefined {
  return field === 'next_tool_name' ? 'finish' : undefined;
}
