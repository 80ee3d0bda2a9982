import { z } from 'zod';
import { ERROR_CODES } from '../errors';
import { ISOLATION_LEVELS, LAYERS, LM_MODES } from '../layers';
import { ToldFile } from './details';
import { JsonRecord } from './json-record';

/** Worker → the run's host: what happened, in batches, for the summary and the report. */

export const TestStatus = z.enum(['passed', 'failed', 'skipped']);
export type TestStatus = z.infer<typeof TestStatus>;

const count = z.number().int().min(0);
export const LmCallCounts = z.object({ rule: count, default: count, cassette: count, real: count, miss: count });
export type LmCallCounts = z.infer<typeof LmCallCounts>;

/** One of several of a run, which may run the same file. */
const ProjectOfRun = z.object({ id: z.string(), name: z.string().nullable() });
export type ProjectOfRun = z.infer<typeof ProjectOfRun>;
const project = ProjectOfRun.optional();

export const RunEvent = z.discriminatedUnion('type', [
  /** One attempt of a test is over. */
  z.object({
    type: z.literal('test'),
    file: z.string(),
    project,
    fullName: z.string(),
    /** From 0, among tests of the same full name in the file. */
    ordinal: z.number().int(),
    layer: z.enum(LAYERS),
    lmMode: z.enum(LM_MODES),
    isolation: z.enum(ISOLATION_LEVELS),
    status: TestStatus,
    durationMs: z.number(),
    /** From 1; 0 when it never started. */
    attempt: z.number().int(),
  }),
  /** What the tests of a file did, for the report. */
  z.object({ type: z.literal('details'), file: z.string(), project, ...ToldFile.shape }),
  z.object({ type: z.literal('lm_calls'), file: z.string(), project, ...LmCallCounts.shape, costUsd: z.number() }),
  /** A Python process was handed out. */
  z.object({ type: z.literal('fork'), pid: z.number().int(), ms: z.number() }),
  /** A rule that a context closed without having used. */
  z.object({ type: z.literal('unused_rule'), declaredAt: z.string(), label: z.string() }),
  /** Takes back `unused_rule` of the same place: a `beforeEach` rule is for those tests that need it. */
  z.object({ type: z.literal('used_rule'), declaredAt: z.string() }),
  /** A context had ports, processes or temp files, and gave them back. */
  z.object({ type: z.literal('resources'), file: z.string() }),
  /** What explains a failed attempt was written. `transcript`: its path, relative to rootDir where it lies in it. */
  z.object({
    type: z.literal('failure'),
    file: z.string(),
    fullName: z.string(),
    attempt: z.number().int(),
    transcript: z.string(),
  }),
  /** The rest of the run is skipped. */
  z.object({ type: z.literal('stopped'), why: z.string() }),
  /** A test failed of what would fail any: a fault of the machine or of the set-up. */
  z.object({
    type: z.literal('cause'),
    code: z.enum(ERROR_CODES),
    what: z.string(),
    next: z.string(),
    file: z.string(),
    project,
    label: z.string(),
  }),
  /** Something outlived the test that opened it. */
  z.object({
    type: z.literal('leak'),
    file: z.string(),
    label: z.string(),
    kind: z.string(),
    what: z.string(),
    /** `file:line`; left out where nobody saw it. */
    openedAt: z.string().optional(),
  }),
  /**
   * A recording that answered, or was made. `moved`: it lay under another test. `pending`: it waits for its test to pass. `stale`: older
   * than `maxAgeDays`.
   */
  z.object({
    type: z.literal('cassette'),
    /** The folder of cassettes, absolute. */
    root: z.string(),
    /** Relative to it. */
    path: z.string(),
    how: z.enum(['played', 'moved', 'recorded', 'pending']),
    stale: z.boolean(),
    /** Where it would be recorded now, and for whom. */
    belongsAt: z.string(),
    /** Of one of version 1 that its own test played: where it would be recorded now, and the whole request. */
    today: z.object({ path: z.string(), request: JsonRecord }).nullable(),
    /** Where the recording has `<redacted>` and the program got what the provider said: a replay differs there. */
    redacted: z.array(z.string()),
    test: z.object({ file: z.string(), name: z.string().nullable() }),
  }),
  /** A file's tests are known and over: what of its recordings nobody asked for, and what belongs to tests that it does not have. */
  z.object({
    type: z.literal('cassettes_judged'),
    root: z.string(),
    /** What test files are named relative to in that folder. */
    base: z.string(),
    file: z.string(),
    unused: z.array(z.string()),
    gone: z.array(z.string()),
  }),
  /** No cassette answered. `differenceKey` is equal for all calls that miss for the same reason. */
  z.object({
    type: z.literal('cassette_miss'),
    label: z.string(),
    differenceKey: z.string().nullable(),
    difference: z.string(),
  }),
  /** Said once in a run, however many workers send it. `key`: what makes two of them the same, where their texts differ. */
  z.object({ type: z.literal('notice'), text: z.string(), key: z.string().optional() }),
  /** Tests left out before anything of them ran: above the ceiling, or another layer than TEST_ONLY keeps. */
  z.object({ type: z.literal('layer_skipped'), layer: z.enum(LAYERS), count }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
export type RunEventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;
