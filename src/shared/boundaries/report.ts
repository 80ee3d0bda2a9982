import { z } from 'zod';
import { ERROR_CODES } from '../errors';
import { ISOLATION_LEVELS, LAYERS, LM_MODES } from '../layers';
import { ToldTest } from './details';
import { HistoryRun, KnownTest } from './history';
import { LmCallCounts, TestStatus } from './run-events';

/** `report.json`: what a run did, for machines. A field that is here keeps its meaning until `schemaVersion` changes. */
const count = z.number().int().min(0);

export const TestCounts = z.object({ passed: count, failed: count, skipped: count });
export type TestCounts = z.infer<typeof TestCounts>;

export const ReportTotals = z.object({
  /** Tests that ran in this package's environment. A retried test counts once, as it ended. */
  tests: TestCounts.extend({ byLayer: z.record(z.enum(LAYERS), TestCounts) }),
  lmCalls: LmCallCounts,
  costUsd: z.number(),
  /** Python processes handed out. */
  forks: count,
  leaks: count,
  /** Tests and files that had ports, processes or temp files. */
  withResources: count,
});

/** A number in it stands for a text in `texts` of the report. */
export const Details = ToldTest.omit({ fullName: true, ordinal: true });
export type Details = z.infer<typeof Details>;

/** Of an evaluation when its test ran last: its score, and that of each example of today; null for an example that is new. */
export const EvaluationBefore = z.object({ score: z.number(), examples: z.array(z.number().nullable()) });
export type EvaluationBefore = z.infer<typeof EvaluationBefore>;

export const ReportedTest = z.object({
  fullName: z.string(),
  layer: z.enum(LAYERS),
  lmMode: z.enum(LM_MODES),
  isolation: z.enum(ISOLATION_LEVELS),
  status: TestStatus,
  durationMs: z.number(),
  /** More than 1: it was retried; 0: it never started. */
  attempts: z.number().int(),
  /** From 0, among tests of the same full name in the file. */
  ordinal: z.number().int(),
  /** What its last attempt did; null where it never started, or where the report tells of failed tests only. */
  details: Details.nullable(),
  /** What it was when it ran last; null where it is new, or where nothing is known of runs before. */
  before: KnownTest.extend({ evaluations: z.array(EvaluationBefore.nullable()) }).nullable(),
});
export type ReportedTest = z.infer<typeof ReportedTest>;

export const ReportedFile = z.object({
  /** Relative to the run's rootDir, with forward slashes. */
  file: z.string(),
  /** Of several that ran it, or that the config names; null where there is nothing to tell apart. */
  project: z.string().nullable(),
  tests: z.array(ReportedTest),
  /** What it did outside of its tests, as in a beforeAll; null for nothing. */
  outside: Details.nullable(),
  lmCalls: LmCallCounts,
  costUsd: z.number(),
});
export type ReportedFile = z.infer<typeof ReportedFile>;

export const Report = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  totals: ReportTotals,
  /** Tests left out before anything of them ran, because of their layer. */
  skippedByLayer: z.partialRecord(z.enum(LAYERS), count),
  unusedRules: z.array(z.object({ declaredAt: z.string(), label: z.string(), count })),
  /** Places of rules that answered, and that stand outside of the run's test files: another part of the run may have them idle. */
  usedRules: z.array(z.string()),
  cassettes: z.object({
    played: count,
    recorded: count,
    /** Played from where a test of another name had left them. */
    moved: count,
    movedPaths: z.array(z.string()),
    /** Recorded for a test that did not pass: they answer its next attempt. */
    pending: count,
    /** Recorded without what looked like secrets in their replies, and where: there a replay differs. */
    redacted: z.array(z.object({ path: z.string(), places: z.array(z.string()) })),
    /** Played, and older than `maxAgeDays`. */
    stale: z.array(z.string()),
    /** Of tests that ran and passed, and not asked for. */
    unused: z.array(z.string()),
    /** Their test, or its file, is gone. */
    orphaned: z.array(z.string()),
    /** Calls that no cassette answered, by what differed from the nearest. */
    misses: z.array(z.object({ difference: z.string(), count, tests: z.array(z.string()) })),
  }),
  /** Null in a run without real calls. */
  ledger: z
    .object({
      spentUsd: z.number(),
      budgetUsd: z.number(),
      /** Null: the month's file could not be read. */
      monthUsd: z.number().nullable(),
      monthlyBudgetUsd: z.number(),
    })
    .nullable(),
  leaks: z.array(z.object({ file: z.string(), label: z.string(), kind: z.string(), what: z.string(), openedAt: z.string().optional() })),
  /** Why the rest of the run was skipped; null where it was not. */
  stopped: z.string().nullable(),
  /** Faults of the machine or of the set-up, and how many tests failed of each; the most frequent first. */
  causes: z.array(z.object({ code: z.enum(ERROR_CODES), what: z.string(), next: z.string(), tests: count })),
  /** Failed attempts that used an LM or Python: where each is explained. */
  failures: z.array(z.object({ file: z.string(), fullName: z.string(), attempt: z.number().int(), transcript: z.string() })),
  notices: z.array(z.string()),
  /** Test files that could not be loaded, or whose run broke off: their tests are not known. */
  brokenFiles: z.array(z.object({ file: z.string(), message: z.string() })),
  files: z.array(ReportedFile),
  /** Tests that a file had when it ran last, and has no more. */
  gone: z.array(z.object({ file: z.string(), fullName: z.string() })),
  /** The runs before this one, the oldest first. */
  history: z.array(HistoryRun),
  /** What the numbers in `details` and `outside` stand for. */
  texts: z.array(z.string()),
});
export type Report = z.infer<typeof Report>;
