import type { HistoryRun, KnownTest } from '../shared/boundaries/history';
import type { Report, ReportedTest } from '../shared/boundaries/report';
import { fileLabel } from '../shared/file-label';
import { knownEvaluation } from './known-evaluations';

/** What a test is known by in its file: its name, and where there are several, its number. */
export function testKey({ fullName, ordinal }: Pick<ReportedTest, 'fullName' | 'ordinal'>): string {
  return ordinal === 0 ? fullName : `${fullName} › ${ordinal}`;
}

export function knownTest(report: Report, { status, durationMs, details }: ReportedTest, at: string): KnownTest {
  const costUsd = (details?.calls ?? []).reduce((sum, call) => sum + call.costUsd, 0);
  return { status, durationMs, costUsd, at, evaluations: (details?.evaluations ?? []).map((told) => knownEvaluation(report, told)) };
}

/** A run in a few numbers. */
export function historyRun(report: Report): HistoryRun {
  const { runId, startedAt, durationMs, totals } = report;
  const { passed, failed, skipped } = totals.tests;
  return {
    runId,
    startedAt,
    durationMs,
    tests: { passed, failed, skipped },
    lmCalls: totals.lmCalls,
    costUsd: totals.costUsd,
    costByModel: costByModel(report),
    scores: scoresOf(report),
  };
}

function costByModel({ files, texts }: Report): Record<string, number> {
  const costs: Record<string, number> = {};
  const told = files.flatMap(({ tests, outside }) => [...tests.map(({ details }) => details), outside]);
  for (const { model, costUsd } of told.flatMap((details) => details?.calls ?? [])) {
    const name = texts[model] ?? '';
    if (costUsd > 0) costs[name] = (costs[name] ?? 0) + costUsd;
  }
  return costs;
}

function scoresOf({ files }: Report): Record<string, number> {
  const scores = files.flatMap((file) =>
    file.tests.flatMap((test) =>
      (test.details?.evaluations ?? []).map(({ score }, at) => [[fileLabel(file), testKey(test), at].join(' › '), score] as const),
    ),
  );
  return Object.fromEntries(scores);
}
