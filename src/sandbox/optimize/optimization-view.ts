import type { GetContext } from '../facade/current-context';
import type { Program } from '../programs/program';
import type { OptimizeOptions } from './optimization';
import { optimize } from './optimize';

/** What a test asks of DSPy's optimisers. */
export interface Optimizations {
  /**
   * Makes a better program of one by an optimiser of DSPy's; the one that it is made of stays as it is. `Ensemble` takes several.
   *
   * Its proposers are answered by rules, as any call; the same rules and seed give the same program. Throws OPTIMIZE_INVALID for what
   * cannot be optimised so, and what the metric throws.
   *
   * @example
   * const better = await dspex.optimize(triage, { optimizer: 'BootstrapFewShot', trainset: 'test/train.jsonl', metric });
   * expect(await better.state()).toMatchSnapshot();
   */
  optimize<I, O, E extends object = Record<string, string>>(
    program: Program<I, O> | readonly Program<I, O>[],
    options: OptimizeOptions<I, O, E>,
  ): Promise<Program<I, O>>;
}

export function optimizationView(getContext: GetContext): Optimizations {
  return {
    optimize: (async (program: object | readonly object[], options: OptimizeOptions<never, never, object>) =>
      optimize(getContext, Array.isArray(program) ? program : [program], options)) as unknown as Optimizations['optimize'],
  };
}
