import { createHash } from 'node:crypto';
import type { Report } from '../shared/boundaries/report';
import type { LmCallCounts } from '../shared/boundaries/run-events';
import { LAYERS } from '../shared/layers';
import { mergedFiles } from './merged-files';
import { mergedCassettes, mergedCauses, mergedLedger, mergedRules, sum } from './merged-parts';
import { ReportTexts } from './report-texts';
import { byLayer, byStatus, emptyLmCalls, sumLmCalls } from './totals';

/** One report of the reports of one run's parts, such as its shards. Of a test that several have, the worst outcome counts. */
export function mergeReports(reports: readonly [Report, ...Report[]]): Report {
  const texts = new ReportTexts();
  const files = mergedFiles(reports, texts);
  const began = Math.min(...reports.map(({ startedAt }) => Date.parse(startedAt)));
  const ended = Math.max(...reports.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs));
  return {
    schemaVersion: 1,
    runId: idOf(reports),
    startedAt: new Date(began).toISOString(),
    durationMs: ended - began,
    totals: totalsOf(reports, files),
    skippedByLayer: skippedByLayer(reports),
    unusedRules: mergedRules(reports),
    usedRules: [...new Set(reports.flatMap(({ usedRules }) => usedRules))].sort(),
    cassettes: mergedCassettes(reports),
    ledger: mergedLedger(reports),
    leaks: reports.flatMap(({ leaks }) => leaks),
    stopped: reports.find(({ stopped }) => stopped !== null)?.stopped ?? null,
    causes: mergedCauses(reports),
    failures: reports.flatMap(({ failures }) => failures),
    notices: [...new Set(reports.flatMap(({ notices }) => notices))],
    brokenFiles: reports.flatMap(({ brokenFiles }) => brokenFiles),
    files,
    gone: [],
    history: [],
    texts: texts.all(),
  };
}

/** The same for the same reports: merged again, they are no other run. */
function idOf(reports: readonly Report[]): string {
  const ids = reports.map(({ runId }) => runId).sort();
  return ids.length === 1 ? (ids[0] as string) : createHash('sha256').update(ids.join()).digest('hex').slice(0, 32);
}

function totalsOf(reports: readonly Report[], files: Report['files']): Report['totals'] {
  const tests = files.flatMap((file) => file.tests);
  const totals = reports.map((report) => report.totals);
  return {
    tests: { ...byStatus(tests), byLayer: byLayer(tests) },
    lmCalls: totals.reduce<LmCallCounts>((all, { lmCalls }) => sumLmCalls(all, lmCalls), emptyLmCalls()),
    costUsd: sum(totals, ({ costUsd }) => costUsd),
    forks: sum(totals, ({ forks }) => forks),
    leaks: sum(totals, ({ leaks }) => leaks),
    withResources: sum(totals, ({ withResources }) => withResources),
  };
}

function skippedByLayer(reports: readonly Report[]): Report['skippedByLayer'] {
  const counts = LAYERS.map((layer) => [layer, sum(reports, (report) => report.skippedByLayer[layer] ?? 0)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
