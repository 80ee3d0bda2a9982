/** A function of the test's that Python calls back: arguments and result in the encoding of shared/values. */
export type ToolFunction = (args: unknown, call: ToolCallFacade) => unknown;

/** One call of a tool. */
export interface ToolCallFacade {
  /** Aborts when the execute that made the call ends or is given up. */
  readonly signal: AbortSignal;
}
