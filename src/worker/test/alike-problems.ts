import { DspexError } from '../../shared/errors';

const MOST_SHOWN = 3;

/** The problems of a test, those of one kind together, in the order of the first of each. */
export function alikeProblems(problems: readonly DspexError[]): DspexError[][] {
  const kinds = new Map<string | DspexError, DspexError[]>();
  for (const problem of problems) {
    const kind = problem.parts.alike ?? problem;
    kinds.set(kind, [...(kinds.get(kind) ?? []), problem]);
  }
  return [...kinds.values()];
}

/** A problem, and below it how many others of its kind there are. */
export function withOthers(problem: DspexError, others: readonly DspexError[]): DspexError {
  if (others.length === 0) return problem;
  return new DspexError({ ...problem.parts, why: `${problem.parts.why}\n${alsoNote(others)}` });
}

/** Others of a kind that has been told: how many, and the first few. */
export function alsoNote(others: readonly DspexError[]): string {
  const lines = others.slice(0, MOST_SHOWN).map(({ parts }) => `  ${parts.what}`);
  const left = others.length - lines.length;
  return [`and ${others.length} more like it:`, ...lines, ...(left > 0 ? [`  and ${left} more`] : [])].join('\n');
}
