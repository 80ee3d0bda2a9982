import type { LmCall, LmTool } from '../../shared/boundaries/lm-call';
import { isRecord } from './read-json';

/** Whether the model has to call a tool, and which it may. It lies in a call's sampling. */
export interface ToolChoice {
  readonly mode: 'auto' | 'none' | 'required';
  /** Only these; all that are offered where it is missing. */
  readonly allowed?: readonly string[];
}

/** The choice that a call makes; undefined where it leaves that to the model. */
export function toolChoiceOf({ sampling }: LmCall): ToolChoice | undefined {
  return isRecord(sampling.toolChoice) ? (sampling.toolChoice as unknown as ToolChoice) : undefined;
}

/** The functions of the client's that the model has to call one of; none where it may answer in words. */
export function forcedTools(call: LmCall): LmTool[] {
  const choice = toolChoiceOf(call);
  if (choice?.mode !== 'required') return [];
  // One with a type is of the provider's making: it has no schema, or is run by the provider.
  return call.tools.filter(({ name, type }) => type === undefined && (choice.allowed?.includes(name) ?? true));
}
