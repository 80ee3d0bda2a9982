import { DspexError } from '../../shared/errors';
import { withLimits } from '../programs/execute-options';
import { type KnownOption, optionProblem, unknownOption } from '../programs/option-problem';

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;

const KNOWN: Readonly<Record<string, KnownOption>> = {
  numThreads: { is: isCount, what: 'it says how many examples run at once: 1 or more' },
  maxErrors: { is: (value) => isCount(value) || value === Number.POSITIVE_INFINITY, what: 'with so many errors it ends: 1 or more' },
  inputs: {
    is: (value) => Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string'),
    what: "it is a list of the fields of an example that are inputs: ['question']",
  },
};

/** Throws EVALUATE_INVALID for a metric that is none, and for an option that is unknown or has a value it cannot have. */
export function refuseBadEvaluation(metric: unknown, options: object): void {
  if (typeof metric !== 'function' && typeof metric !== 'string')
    throw invalid(
      `The metric is ${String(metric)}.`,
      "it is a function, (example, outputs) => score, or a Python metric by its path, 'pkg.mod:metric'",
    );
  const problem = optionProblem(options, KNOWN) ?? unknownOption(options, [...Object.keys(KNOWN), 'timeoutMs'], 'an evaluation');
  if (problem !== null) throw invalid(problem.what, problem.why);
  withLimits(options);
}

function invalid(what: string, why: string): DspexError {
  const next = 'dspex.evaluate(program, devset, (example, outputs) => example.answer === outputs.answer, { numThreads: 4 })';
  return new DspexError({ code: 'EVALUATE_INVALID', what, why, next });
}
