import { DspexError } from '../../shared/errors';
import { decodeRecord, encodeRecord, type GetContext, request } from '../facade/current-context';
import { remade } from '../facade/own-realm';
import { callsIn } from '../lm/lm';
import { addressOf, type Program, type ProgramAddress } from '../programs/program';
import { type Devset, examplesOf } from './devset';
import { ErrorCount } from './error-count';
import type { EvaluateOptions, Evaluation, Metric } from './evaluation';
import type { Found } from './found';
import { scoreOf } from './score';
import { tellEvaluation } from './tell-evaluation';

/** Runs the program over the examples, and the metric over what it gives. */
export async function evaluate<I, O, E extends object>(
  getContext: GetContext,
  program: Program<I, O>,
  { devset, metric, options }: { devset: Devset<E>; metric: Metric<E, O>; options: EvaluateOptions },
): Promise<Evaluation<E, O>> {
  const context = getContext();
  const at = remade(() => placeOf(program));
  const examples = remade(() => examplesOf<E>(devset, context.rootDir));
  const names = options.inputs ?? (await inputNames(at));
  const errors = new ErrorCount(options.maxErrors ?? 10);
  const one = new OneExample<E, O>(at, metric, options);
  const results = await inTurn(examples, options.numThreads ?? 1, async (example) => {
    errors.throwIfTooMany();
    const evaluated = await one.run(example, names);
    if (evaluated.error !== null) errors.add(evaluated.error);
    return evaluated;
  });
  errors.throwIfTooMany();
  const score = results.reduce((sum, found) => sum + found.score, 0) / results.length;
  tellEvaluation(context, at, { devset, metric }, score, results);
  const asked = results.flatMap(({ callIds }) => callIds);
  const journal = new Map(callsIn(context.lm, asked).map((call) => [call.callId, call]));
  return {
    score,
    results: results.map(({ callIds, ...evaluated }) => ({
      ...evaluated,
      calls: callIds.map((id) => journal.get(id)).filter((call) => call !== undefined),
    })),
  };
}

class OneExample<E extends object, O> {
  constructor(
    private readonly at: ProgramAddress,
    private readonly metric: Metric<E, O>,
    private readonly options: EvaluateOptions,
  ) {}

  async run(example: E, names: readonly string[]): Promise<Found<E, O>> {
    const callIds: string[] = [];
    let outputs: O | null = null;
    const found = (score: number, error: Error | null): Found<E, O> => ({ example, outputs, score, error, callIds });
    try {
      const answered = await this.execute(example, names, (callId) => callIds.push(callId));
      outputs = decodeRecord(answered.outputs) as O;
      const given = typeof this.metric === 'string' ? answered.score : await this.metric(example, outputs);
      return found(scoreOf(given, example), null);
    } catch (error) {
      // A metric that gives no score is wrong for every example.
      if ((error as { code?: unknown }).code === 'EVALUATE_INVALID') throw error;
      return found(0, error as Error);
    }
  }

  private async execute(
    example: E,
    names: readonly string[],
    onCall: (callId: string) => void,
  ): Promise<{ outputs: unknown; score?: unknown }> {
    const whole = encodeRecord(example, 'example');
    const inputs = Object.fromEntries(names.filter((name) => name in whole).map((name) => [name, whole[name]]));
    const { timeoutMs } = this.options;
    const { owner, address } = this.at;
    const params = { ...address, inputs };
    if (typeof this.metric !== 'string') return (await request(owner, 'execute', params, { timeoutMs, onCall })) as { outputs: unknown };
    const measured = { ...params, example: whole, metric: this.metric };
    return (await request(owner, 'execute_and_measure', measured, { timeoutMs, onCall })) as { outputs: unknown; score: unknown };
  }
}

function placeOf(program: object): ProgramAddress {
  const at = addressOf(program);
  if (at !== undefined) return at;
  throw new DspexError({
    code: 'EVALUATE_INVALID',
    what: 'What is evaluated is no program of dspex.',
    why: 'its handle comes from createProgram or loadModule',
    next: "dspex.evaluate(await dspex.loadModule('support.triage:Triage'), devset, metric)",
  });
}

async function inputNames({ owner, address }: ProgramAddress): Promise<readonly string[]> {
  const { names } = (await request(owner, 'input_names', address)) as { names: string[] | null };
  if (names !== null) return names;
  throw new DspexError({
    code: 'EVALUATE_INVALID',
    what: `It is not known which fields of an example are inputs of "${address.id}".`,
    why: 'its forward names none: it takes whatever comes',
    next: "dspex.evaluate(program, devset, metric, { inputs: ['question'] })",
  });
}

/** The results in the order of the items, of which so many are under way at once. */
async function inTurn<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const take = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, take));
  return results;
}
