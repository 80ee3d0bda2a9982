import { DspexError } from '../../shared/errors';
import { type GetContext, request } from '../facade/current-context';
import { remade } from '../facade/own-realm';
import { callsIn } from '../lm/lm';
import { addressOf, type Program, type ProgramAddress } from '../programs/program';
import { type Devset, examplesOf } from './devset';
import { ErrorCount } from './error-count';
import { refuseBadEvaluation } from './evaluate-options';
import type { EvaluateOptions, Evaluation, Metric } from './evaluation';
import { OneExample } from './one-example';
import { overExamples } from './over-examples';
import { tellEvaluation } from './tell-evaluation';

/** Runs the program over the examples, and the metric over what it gives. */
export async function evaluate<I, O, E extends object>(
  getContext: GetContext,
  program: Program<I, O>,
  { devset, metric, options }: { devset: Devset<E>; metric: Metric<E, O>; options: EvaluateOptions },
): Promise<Evaluation<E, O>> {
  const context = getContext();
  const at = remade(() => placeOf(program));
  remade(() => refuseBadEvaluation(metric, options));
  const examples = remade(() => examplesOf<E>(devset, context.rootDir));
  const names = options.inputs ?? (await inputNames(at));
  const errors = new ErrorCount(options.maxErrors ?? 10);
  const one = new OneExample<E, O>(at, names, metric, options);
  const results = await overExamples(examples, options.numThreads ?? 1, one, errors);
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
