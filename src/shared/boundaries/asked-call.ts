import type { CallFields, LmApi, LmCall, LmPart, LmTool } from './lm-call';

/** What was asked of a model, as a rule's function and `dspex.lm.calls` read it: the same words, whatever client or wire it came by. */
export interface AskedCall {
  /** Where it came in: DSPy in Python, a client in Node, a program of layer unit. */
  readonly door: 'python' | 'http' | 'mock';
  /** The wire it came over. */
  readonly api: LmApi;
  readonly operation: LmCall['operation'];
  /** The caller's own name for it. */
  readonly model: string;
  /** The text of all turns, one paragraph each. */
  readonly prompt: string;
  readonly system: string;
  /** The turns of the conversation, oldest first, without the system text. */
  readonly messages: readonly AskedMessage[];
  /** The tools that it offers, of every kind. */
  readonly tools: readonly LmTool[];
  readonly sampling: Sampling;
  /** The JSON Schema that the reply has to have; null where none was asked for. */
  readonly schema: Readonly<Record<string, unknown>> | null;
  /** Settings that have no name here, in the words of the wire. */
  readonly carried: Readonly<Record<string, unknown>>;
  readonly stream: boolean;
  /** Which request of its conversation it is, from 1: one more than the model has answered in it. */
  readonly turn: number;
  /** What tools have answered since the model spoke last. */
  readonly toolResults: readonly ToolResult[];
  /** The DSPy signature; null on a call without one. */
  readonly fields: AskedFields | null;
}

export interface AskedMessage {
  readonly role: 'user' | 'assistant' | 'tool' | 'system';
  /** The text in it; of a tool, what it answered. */
  readonly content: string;
  /** All that is in it: text, tool calls, results, images. */
  readonly parts: readonly LmPart[];
}

export interface ToolResult {
  readonly name: string;
  /** As it was sent: mostly text. */
  readonly content: unknown;
}

/** A signature, with the output fields that the call asks for. */
export type AskedFields = Omit<CallFields, 'inputs'>;

/** The settings of a call that were given, by one name each; what a provider has besides stands under its own. */
export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly maxTokens?: number;
  readonly stop?: string | readonly string[];
  readonly seed?: number;
  /** How many replies are asked for. */
  readonly n?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly reasoningEffort?: string;
  /** Tokens to think with, or the provider's word for as many as it likes. */
  readonly thinkingBudget?: number | string;
  /** JSON without a schema; with one, it is the call's `schema`. */
  readonly responseFormat?: 'json';
  readonly toolChoice?: { readonly mode: 'auto' | 'none' | 'required'; readonly allowed?: readonly string[] };
  /** DSPy's: tells calls apart that are otherwise the same. */
  readonly rolloutId?: number;
  readonly [setting: string]: unknown;
}
