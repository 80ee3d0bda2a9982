import type { Devset } from '../evaluate/devset';
import type { Score } from '../evaluate/evaluation';
import type { ExecuteOptions } from '../programs/execution';
import type { Program } from '../programs/program';

/** Optimisers of DSPy's, by its names. */
export type OptimizerName =
  | 'LabeledFewShot'
  | 'BootstrapFewShot'
  | 'BootstrapFewShotWithRandomSearch'
  | 'KNNFewShot'
  | 'COPRO'
  | 'InferRules'
  | 'MIPROv2'
  | 'SIMBA'
  | 'GEPA'
  | 'Ensemble';

/** What a metric is told beside the example and the outputs. */
export interface About {
  /** What each predictor was given and gave, where the optimiser looks for demos: DSPy metrics are stricter then. Null elsewhere. */
  readonly trace: readonly { readonly inputs: Record<string, unknown>; readonly outputs: Record<string, unknown> }[] | null;
  /** For GEPA: the predictor that it wants feedback for; null where it asks about the whole program. */
  readonly predictor: string | null;
}

/**
 * Says how good the outputs are for an example; a function here, or a Python metric `pkg.mod:metric`. GEPA and SIMBA read `feedback`.
 * What the function throws ends the optimisation, and is what `optimize` throws.
 */
export type OptimizeMetric<E extends object, O> =
  | ((example: E, outputs: O, about: About) => Measure | Promise<Measure>)
  | `${string}:${string}`;
type Measure = Score | { readonly score: number; readonly feedback: string };

export interface OptimizeOptions<I, O, E extends object> extends ExecuteOptions {
  readonly optimizer: OptimizerName;
  /** What it learns from; every optimiser but `Ensemble` needs one. */
  readonly trainset?: Devset<E> | undefined;
  /** What candidates are held against. Default: DSPy's, which is all of the trainset or a part of it. */
  readonly valset?: Devset<E> | undefined;
  readonly metric?: OptimizeMetric<E, O> | undefined;
  /** The program that shows how it is done. Default: the program itself. */
  readonly teacher?: Program<I, O> | undefined;
  /** For optimisers that draw (MIPROv2, SIMBA, GEPA). Default: DSPy's, which is fixed. */
  readonly seed?: number | undefined;
  /** Which fields of an example are inputs. Default: those that the program takes. */
  readonly inputs?: readonly string[] | undefined;
  /**
   * By DSPy's own names: `{ max_bootstrapped_demos: 2 }`. What is an object in Python is named: an LM (`prompt_model`, `task_model`,
   * `reflection_lm`) and an embedder (`vectorizer`) by its model, a function by its path. `num_threads` is 1 unless it is said here.
   */
  readonly options?: Record<string, unknown> | undefined;
  /** Of the new program. Default: a number. */
  readonly id?: string | undefined;
}
