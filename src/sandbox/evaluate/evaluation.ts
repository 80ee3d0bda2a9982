import type { LmCallRecord } from '../lm/lm';

/** True is 1, false is 0. DSPy's own metrics may give an object with a score and feedback. */
export type Score = number | boolean | { readonly score: number };

/** Says how good the outputs are for an example; a function here, or a Python metric `pkg.mod:metric`, which is given no trace. */
export type Metric<E extends object, O> = ((example: E, outputs: O) => Score | Promise<Score>) | `${string}:${string}`;

export interface EvaluateOptions {
  /** Which fields of an example are inputs. Default: those that the program takes. */
  readonly inputs?: readonly string[] | undefined;
  /** How many examples run at once. Default 1, so that queued replies go to them in their order. */
  readonly numThreads?: number | undefined;
  /** With so many examples that raised an error the evaluation ends: EVALUATE_FAILED. Default 10, as in DSPy. */
  readonly maxErrors?: number | undefined;
  /** The longest that one example may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** What became of one example. */
export interface EvaluatedExample<E extends object = Record<string, unknown>, O = Record<string, unknown>> {
  readonly example: E;
  /** Null where the program raised an error. */
  readonly outputs: O | null;
  /** 0 where there is an error. */
  readonly score: number;
  /** What the program or the metric threw. */
  readonly error: Error | null;
  /** The LM calls of the program, and of a metric in Python. */
  readonly calls: readonly LmCallRecord[];
}

/** What an evaluation gave. */
export interface Evaluation<E extends object = Record<string, unknown>, O = Record<string, unknown>> {
  /** The mean over all examples: 1 is best where the metric gives 0 to 1. DSPy's `Evaluate` says the same as a percentage. */
  readonly score: number;
  /** In the order of the devset. */
  readonly results: readonly EvaluatedExample<E, O>[];
}
