import { createHash } from 'node:crypto';
import type { ToldEvaluation } from '../shared/boundaries/details';
import type { KnownEvaluation } from '../shared/boundaries/history';
import type { EvaluationBefore, Report } from '../shared/boundaries/report';

/** Scores by example: examples are moved, added and taken out, and are still compared with themselves. */
export function knownEvaluation({ texts }: Report, { score, examples }: ToldEvaluation): KnownEvaluation {
  return { score, examples: Object.fromEntries(examples.map((one) => [hashOf(texts[one.example]), one.score])) };
}

/** What each evaluation of a test gave when the test ran last; null for one that is new. */
export function evaluationsBefore(
  { texts }: Report,
  told: readonly ToldEvaluation[],
  known: readonly KnownEvaluation[],
): (EvaluationBefore | null)[] {
  return told.map(({ examples }, at) => {
    const before = known[at];
    if (before === undefined) return null;
    return { score: before.score, examples: examples.map(({ example }) => before.examples[hashOf(texts[example])] ?? null) };
  });
}

function hashOf(text = ''): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
