import { currentContext } from '../facade/current-context';
import type { EvaluatedExample, Evaluation } from './evaluation';

const WORST = 5;
const MOST_TEXT = 300;

/** The matchers of an evaluation, as `matcher-types` documents them. */
export const evaluationMatchers = {
  toScoreAtLeast(this: { readonly isNot?: boolean }, evaluation: Evaluation, least: number): { pass: boolean; message(): string } {
    if (typeof evaluation?.score !== 'number' || !Array.isArray(evaluation.results))
      throw new TypeError('This matcher is for an evaluation: expect(await dspex.evaluate(program, devset, metric)).toScoreAtLeast(0.8)');
    if (typeof least !== 'number' || Number.isNaN(least))
      throw new TypeError(`toScoreAtLeast was given ${String(least)}: it takes a number`);
    const { score, results } = evaluation;
    const expected = `${this.isNot ? 'less than' : 'at least'} ${least}`;
    return {
      pass: score >= least,
      message: () =>
        [`Expected a score of ${expected}, got ${rounded(score)}.`, ...asPercentage(least, results), ...worstOf(least, results)].join('\n'),
    };
  },
};

/** DSPy says a score in percent, whoever knows it from there. */
function asPercentage(least: number, results: readonly EvaluatedExample[]): string[] {
  return least > 1 && results.every(({ score }) => score <= 1) ? [`A score is a mean: ${least} percent is ${least / 100}.`] : [];
}

/** Those below what is asked for: what is better has done its part. Printed, and kept by whoever keeps test reports: without secrets. */
function worstOf(least: number, results: readonly EvaluatedExample[]): string[] {
  const worst = results
    .filter(({ score }) => score < least)
    .sort((one, other) => one.score - other.score)
    .slice(0, WORST);
  if (worst.length === 0) return [];
  const text = [`The worst of ${results.length} examples:`, ...worst.map(shownExample)].join('\n');
  return [currentContext().lm.redact(text)];
}

function shownExample({ example, outputs, score, error, calls }: EvaluatedExample): string {
  return [
    `  score ${rounded(score)}: ${shown(example)}`,
    error === null ? `    outputs: ${shown(outputs)}` : `    error: ${cut(String(error.message))}`,
    ...calls.map((call) => `    ${call.model}, ${call.source}: ${shown(call.inputs ?? call.prompt)} → ${shown(call.outputs ?? call.text)}`),
  ].join('\n');
}

function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}

function shown(value: unknown): string {
  return cut(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value));
}

function cut(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
