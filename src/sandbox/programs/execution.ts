import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';

/** How long one execution may take, and what calls it off. */
export interface ExecuteOptions {
  /** The longest it may take, in milliseconds. Default: the option `processTimeoutMs`. Then EXECUTE_TIMEOUT, and its process is ended. */
  readonly timeoutMs?: number | undefined;
  /** Aborted: EXECUTE_CANCELLED, with the signal's reason as its cause. */
  readonly signal?: AbortSignalLike | undefined;
}

/** What one execution gave, and what it took. */
export interface Execution<O> {
  /** The signature's outputs by name. */
  readonly outputs: O;
  /** Tokens of all its LM calls. */
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  /** How many LM calls it made. */
  readonly lmCalls: number;
  readonly durationMs: number;
}
