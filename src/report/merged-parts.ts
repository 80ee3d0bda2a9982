import type { Report } from '../shared/boundaries/report';

type Cassettes = Report['cassettes'];

export function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}

/** A rule of a shared file may answer in one part of the run and be idle in another. */
export function mergedRules(reports: readonly Report[]): Report['unusedRules'] {
  const used = new Set(reports.flatMap(({ usedRules }) => usedRules));
  const found = new Map<string, Report['unusedRules'][number]>();
  for (const { declaredAt, label, count } of reports.flatMap(({ unusedRules }) => unusedRules)) {
    const before = found.get(declaredAt);
    found.set(declaredAt, { declaredAt, label: before?.label ?? label, count: (before?.count ?? 0) + count });
  }
  return [...found.values()].filter(({ declaredAt }) => !used.has(declaredAt));
}

export function mergedCauses(reports: readonly Report[]): Report['causes'] {
  const found = new Map<string, Report['causes'][number]>();
  for (const cause of reports.flatMap(({ causes }) => causes)) {
    const key = `${cause.code} ${cause.what}`;
    found.set(key, { ...cause, tests: cause.tests + (found.get(key)?.tests ?? 0) });
  }
  return [...found.values()].sort((a, b) => b.tests - a.tests);
}

/** Each part knows what it spent; the month is known best by the one that looked last. */
export function mergedLedger(reports: readonly Report[]): Report['ledger'] {
  const ledgers = reports.map(({ ledger }) => ledger).filter((ledger) => ledger !== null);
  if (ledgers.length === 0) return null;
  const months = ledgers.map(({ monthUsd }) => monthUsd).filter((month) => month !== null);
  return {
    spentUsd: sum(ledgers, ({ spentUsd }) => spentUsd),
    budgetUsd: Math.max(...ledgers.map(({ budgetUsd }) => budgetUsd)),
    monthUsd: months.length === 0 ? null : Math.max(...months),
    monthlyBudgetUsd: Math.max(...ledgers.map(({ monthlyBudgetUsd }) => monthlyBudgetUsd)),
  };
}

export function mergedCassettes(reports: readonly Report[]): Cassettes {
  const all = reports.map(({ cassettes }) => cassettes);
  const paths = (of: (cassettes: Cassettes) => string[]): string[] => [...new Set(all.flatMap(of))].sort();
  return {
    played: sum(all, ({ played }) => played),
    recorded: sum(all, ({ recorded }) => recorded),
    moved: sum(all, ({ moved }) => moved),
    movedPaths: paths(({ movedPaths }) => movedPaths),
    pending: sum(all, ({ pending }) => pending),
    redacted: all.flatMap(({ redacted }) => redacted),
    stale: paths(({ stale }) => stale),
    unused: paths(({ unused }) => unused),
    orphaned: paths(({ orphaned }) => orphaned),
    misses: all.flatMap(({ misses }) => misses),
  };
}
