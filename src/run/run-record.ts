import type { Report, TestCounts } from '../shared/boundaries/report';
import type { RunEvent } from '../shared/boundaries/run-events';
import { LAYERS, type Layer } from '../shared/layers';

type TestEvent = Extract<RunEvent, { type: 'test' }>;

/** Adds up what the workers tell. A test that was retried counts once, by its last attempt. */
export class RunRecord {
  private readonly tests = new Map<string, TestEvent>();
  private readonly lmCalls = { rule: 0, default: 0, cassette: 0, real: 0, miss: 0 };
  private readonly skipped = new Map<Layer, number>();
  private readonly unused = new Map<string, { label: string; count: number }>();
  private readonly notices = new Set<string>();
  private costUsd = 0;
  private forks = 0;

  add(event: RunEvent): void {
    switch (event.type) {
      case 'test':
        this.tests.set(JSON.stringify([event.file, event.fullName, event.ordinal]), event);
        return;
      case 'lm_calls':
        for (const source of Object.keys(this.lmCalls) as (keyof typeof this.lmCalls)[]) this.lmCalls[source] += event[source];
        this.costUsd += event.costUsd;
        return;
      case 'fork':
        this.forks += 1;
        return;
      case 'unused_rule':
        this.unused.set(event.declaredAt, { label: event.label, count: (this.unused.get(event.declaredAt)?.count ?? 0) + 1 });
        return;
      case 'layer_skipped':
        this.skipped.set(event.layer, (this.skipped.get(event.layer) ?? 0) + event.count);
        return;
      case 'notice':
        this.notices.add(event.text);
        return;
    }
  }

  /** True when the run had nothing of dspex in it but the environment: then there is nothing to say. */
  get isPlain(): boolean {
    const calls = Object.values(this.lmCalls).reduce((sum, count) => sum + count, 0);
    return calls + this.forks + this.unused.size + this.skipped.size + this.notices.size === 0 && [...this.tests.values()].every((test) => test.layer === 'unit');
  }

  toReport(startedAt: number, now: number): Report {
    const tests = [...this.tests.values()];
    return {
      schemaVersion: 1,
      startedAt: new Date(startedAt).toISOString(),
      durationMs: now - startedAt,
      totals: {
        tests: { ...countTests(tests), byLayer: Object.fromEntries(LAYERS.map((layer) => [layer, countTests(tests.filter((test) => test.layer === layer))])) as Record<Layer, TestCounts> },
        lmCalls: { ...this.lmCalls },
        costUsd: this.costUsd,
        forks: this.forks,
        leaks: 0,
      },
      skippedByLayer: Object.fromEntries(this.skipped),
      unusedRules: [...this.unused].map(([declaredAt, { label, count }]) => ({ declaredAt, label, count })),
      notices: [...this.notices],
      tests: tests.map(({ file, fullName, layer, status, durationMs, attempt }) => ({ file, fullName, layer, status, durationMs, attempts: attempt })),
    };
  }
}

function countTests(tests: readonly TestEvent[]): TestCounts {
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const { status } of tests) counts[status] += 1;
  return counts;
}
