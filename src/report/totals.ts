import { LM_SOURCES } from '../shared/boundaries/lm-source';
import type { ReportedTest, TestCounts } from '../shared/boundaries/report';
import type { LmCallCounts } from '../shared/boundaries/run-events';
import { LAYERS, type Layer } from '../shared/layers';

export function emptyLmCalls(): LmCallCounts {
  return { rule: 0, default: 0, cassette: 0, real: 0, miss: 0 };
}

export function sumLmCalls(a: LmCallCounts, b: LmCallCounts): LmCallCounts {
  const sum = emptyLmCalls();
  for (const source of LM_SOURCES) sum[source] = a[source] + b[source];
  return sum;
}

export function byStatus(tests: readonly ReportedTest[]): TestCounts {
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const { status } of tests) counts[status] += 1;
  return counts;
}

export function byLayer(tests: readonly ReportedTest[]): Record<Layer, TestCounts> {
  const entries = LAYERS.map((layer) => [layer, byStatus(tests.filter((test) => test.layer === layer))] as const);
  return Object.fromEntries(entries) as Record<Layer, TestCounts>;
}
