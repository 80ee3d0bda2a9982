import type { LmCall } from '../../shared/boundaries/lm-call';
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
