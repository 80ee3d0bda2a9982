import type { GetContext } from '../facade/current-context';
import { remade } from '../facade/own-realm';
import type { Program } from '../programs/program';
import { describeEach } from './describe-each';
import { type Devset, examplesOf } from './devset';
import { evaluate } from './evaluate';
import type { EvaluateOptions, Evaluation, Metric } from './evaluation';

/** What a test asks of many examples. */
export interface Evaluations {
  /**
   * Runs a program over examples, and a metric over what it gives: the score is their mean, DSPy's percentage divided by 100.
   *
   * The metric is a function, `(example, outputs) => score`, or a Python metric by its path. Examples stand in place or in a JSON, JSONL or
   * CSV file, `'<rootDir>/test/tickets.jsonl'`. What the program or the metric throws counts 0; EVALUATE_FAILED with the tenth.
   *
   * @example
   * const result = await dspex.evaluate(triage, 'test/tickets.csv', (ticket, { queue }) => queue === ticket.queue);
   * expect(result).toScoreAtLeast(0.8);
   */
  evaluate<I, O, E extends object = Record<string, string>>(
    program: Program<I, O>,
    devset: Devset<E>,
    metric: Metric<E, O>,
    options?: EvaluateOptions,
  ): Promise<Evaluation<E, O>>;
  /**
   * Jest's `describe.each` over the examples of a devset: what it declares, it declares for each.
   *
   * @example
   * dspex.describeEach('test/tickets.jsonl')('$ticket', ({ ticket, queue }) => {
   *   test('finds its queue', async () => { … });
   * });
   */
  describeEach<E extends object = Record<string, string>>(devset: Devset<E>): (name: string, declare: (example: E) => void) => void;
}

export function evaluationView(getContext: GetContext): Evaluations {
  return {
    evaluate: (program, devset, metric, options = {}) => evaluate(getContext, program, { devset, metric, options }),
    describeEach: (devset) => (name, declare) =>
      describeEach(
        remade(() => examplesOf(devset, getContext().rootDir)),
        name,
        declare,
      ),
  };
}
