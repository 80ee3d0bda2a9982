import type { EvaluationFacts } from '../../shared/boundaries/details';
import type { ContextFacade } from '../../shared/boundaries/facade';
import { encodeRecord } from '../facade/current-context';
import type { ProgramAddress } from '../programs/program';
import type { Devset } from './devset';
import type { Metric } from './evaluation';
import type { Found } from './found';

interface Evaluated<E extends object, O> {
  readonly devset: Devset<E>;
  readonly metric: Metric<E, O>;
}

/** Tells the report of an evaluation, and of each example. */
export function tellEvaluation<E extends object, O>(
  context: ContextFacade,
  { address }: ProgramAddress,
  { devset, metric }: Evaluated<E, O>,
  score: number,
  results: readonly Found<E, O>[],
): void {
  const { programPrefix } = context;
  const facts: EvaluationFacts = {
    program: address.id.startsWith(programPrefix) ? address.id.slice(programPrefix.length) : address.id,
    metric: typeof metric === 'string' ? metric : metric.name || 'a function of the test',
    devset: typeof devset === 'string' ? devset : null,
    score,
    examples: results.map(({ example, outputs, score: one, error, callIds }) => ({
      example: asSent(example),
      outputs: outputs === null ? null : asSent(outputs as object),
      score: one,
      error: error === null ? null : error.message,
      callIds,
    })),
  };
  context.tellEvaluation(JSON.stringify(facts));
}

/** What cannot cross was never sent: its example has failed of it. */
function asSent(value: object): unknown {
  try {
    return encodeRecord(value, 'example');
  } catch (error) {
    return `[${(error as Error).message}]`;
  }
}
