import type { AskedCall } from '../../shared/boundaries/asked-call';

// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs are what the test's own signature says
export type Fields = Record<string, any>;

/** An LM call as a rule's function reads it. */
export interface RuleCall extends AskedCall {
  /** Signature inputs by name; empty for a call without a signature. */
  readonly inputs: Fields;
}
