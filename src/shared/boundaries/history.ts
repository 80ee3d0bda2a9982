import { z } from 'zod';
import { LmCallCounts, TestStatus } from './run-events';

/** `history.json` beside a report: what runs before this one gave. */

const count = z.number().int().min(0);

/** One run in a few numbers. */
export const HistoryRun = z.object({
  runId: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  tests: z.object({ passed: count, failed: count, skipped: count }),
  lmCalls: LmCallCounts,
  costUsd: z.number(),
  /** By the name that the caller used. */
  costByModel: z.record(z.string(), z.number()),
  /** Scores of evaluations: file, test and place in it, joined by ` › `. */
  scores: z.record(z.string(), z.number()),
});
export type HistoryRun = z.infer<typeof HistoryRun>;

export const KnownEvaluation = z.object({
  score: z.number(),
  /** The score of each example, by a hash of it. */
  examples: z.record(z.string(), z.number()),
});
export type KnownEvaluation = z.infer<typeof KnownEvaluation>;

/** A test as it ended when it ran last. */
export const KnownTest = z.object({
  status: TestStatus,
  durationMs: z.number(),
  costUsd: z.number(),
  /** When that run began. */
  at: z.iso.datetime(),
  evaluations: z.array(KnownEvaluation),
});
export type KnownTest = z.infer<typeof KnownTest>;

export const History = z.object({
  schemaVersion: z.literal(1),
  /** The oldest first. */
  runs: z.array(HistoryRun),
  /** By file and by test. */
  tests: z.record(z.string(), z.record(z.string(), KnownTest)),
});
export type History = z.infer<typeof History>;
