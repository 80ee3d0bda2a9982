import { z } from 'zod';
import { LAYERS } from '../layers';

const TestCounts = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });
export type TestCounts = z.infer<typeof TestCounts>;

/** `report.json`: what a run did, for machines. A change that breaks a reader raises `schemaVersion`. */
export const Report = z.object({
  schemaVersion: z.literal(1),
  startedAt: z.string(),
  durationMs: z.number(),
  totals: z.object({
    tests: TestCounts.extend({ byLayer: z.record(z.enum(LAYERS), TestCounts) }),
    lmCalls: z.object({ rule: z.number(), default: z.number(), cassette: z.number(), real: z.number(), miss: z.number() }),
    costUsd: z.number(),
    /** Python processes that were handed to a test or a file. */
    forks: z.number(),
    leaks: z.number(),
  }),
  skippedByLayer: z.partialRecord(z.enum(LAYERS), z.number()),
  unusedRules: z.array(z.object({ declaredAt: z.string(), label: z.string(), count: z.number() })),
  notices: z.array(z.string()),
  tests: z.array(z.object({ file: z.string(), fullName: z.string(), layer: z.enum(LAYERS), status: z.enum(['passed', 'failed', 'skipped']), durationMs: z.number(), attempts: z.number() })),
});
export type Report = z.infer<typeof Report>;
