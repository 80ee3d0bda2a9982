import type { Report } from '../shared/boundaries/report';

/** What a run may be, at worst. What is left out is not looked at. */
export interface Limits {
  /** Of the tests that ran, from 0 to 1. */
  readonly minPassRate?: number | undefined;
  readonly maxCost?: number | undefined;
  readonly maxMisses?: number | undefined;
  readonly maxUnusedRules?: number | undefined;
  /** How much the score of an evaluation may be below that of the last time. */
  readonly maxScoreDrop?: number | undefined;
}

/** Tests that ran; a file that could not be loaded counts as one that failed. */
export function testsThatRan({ totals, brokenFiles }: Report): number {
  return totals.tests.passed + totals.tests.failed + brokenFiles.length;
}

/** The part of the tests that ran which passed. 0 where nothing ran. */
export function passRate(report: Report): number {
  const ran = testsThatRan(report);
  return ran === 0 ? 0 : report.totals.tests.passed / ran;
}

/** What of a run is beyond its limits, a line to each. */
export function beyond(report: Report, limits: Limits): string[] {
  const { minPassRate, maxCost, maxMisses, maxUnusedRules } = limits;
  const { costUsd, lmCalls } = report.totals;
  const rate = passRate(report);
  return [
    ...(minPassRate !== undefined && rate < minPassRate
      ? [`${percent(rate)} of the tests passed; at least ${percent(minPassRate)} have to`]
      : []),
    ...(maxCost !== undefined && costUsd > maxCost ? [`the run cost $${costUsd.toFixed(4)}; it may cost $${maxCost.toFixed(4)}`] : []),
    ...(maxMisses !== undefined && lmCalls.miss > maxMisses ? [`${lmCalls.miss} LM calls were unanswered; ${maxMisses} may be`] : []),
    ...(maxUnusedRules !== undefined && report.unusedRules.length > maxUnusedRules
      ? [`${report.unusedRules.length} rules answered nothing; ${maxUnusedRules} may`]
      : []),
    ...worseScores(report, limits.maxScoreDrop),
  ];
}

function worseScores({ files }: Report, most: number | undefined): string[] {
  if (most === undefined) return [];
  return files.flatMap(({ tests }) =>
    tests.flatMap(({ fullName, details, before }) =>
      (details?.evaluations ?? []).flatMap(({ score }, at) => {
        const last = before?.evaluations[at]?.score;
        // A rest of a sum of fractions is no drop.
        if (last === undefined || last - score <= most + 1e-9) return [];
        return [`"${fullName}" scored ${score.toFixed(4)}, ${(last - score).toFixed(4)} below the last time; ${most} may be lost`];
      }),
    ),
  );
}

function percent(part: number): string {
  return `${Number((100 * part).toFixed(2))} %`;
}
