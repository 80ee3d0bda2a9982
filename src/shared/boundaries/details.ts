import { z } from 'zod';
import { LM_SOURCES } from './lm-source';

/**
 * What each test did, as a report tells it. Texts stand once in a table, `texts`; all that is told refers to them by number, so that a
 * prompt that a thousand calls have in common is kept, cleaned of secrets and sent once.
 */
const text = z.number().int().min(0);
const count = z.number().int().min(0);

/** What comes nearest to answering a call that nothing answered, beside the call. */
const ToldNearest = z.object({
  kind: z.enum(['rule', 'recording']),
  /** The place of the rule, or the path of the recording. */
  at: text,
  /** Why it does not answer although nothing differs. */
  note: text.nullable(),
  /** `expected`: null where it says nothing of the field; `got`: null where the call has none. */
  fields: z.array(z.object({ name: text, expected: text.nullable(), got: text.nullable(), agrees: z.boolean() })),
});
export type ToldNearest = z.infer<typeof ToldNearest>;

/** One LM call. */
export const ToldCall = z.object({
  /** Since its test began. */
  atMs: z.number(),
  durationMs: z.number(),
  model: text,
  door: z.enum(['python', 'http', 'mock']),
  operation: text,
  source: z.enum(LM_SOURCES),
  /** The place of the rule that answered, or the path of the cassette. */
  by: text.nullable(),
  /** Signature inputs and outputs as JSON; null on a call without a signature. */
  inputs: text.nullable(),
  outputs: text.nullable(),
  system: text.nullable(),
  prompt: text,
  reply: text.nullable(),
  error: text.nullable(),
  /** The tools that its reply calls; null: no later call of the test tells what one answered. */
  tools: z.array(z.object({ name: text, arguments: text, result: text.nullable() })),
  /** Which of the test's `calls`, from 0, it goes on from with what tools answered; null where it begins. */
  continues: count.nullable(),
  /** What comes nearest where nothing answered: a rule, a recording. */
  nearest: z.array(ToldNearest),
  inputTokens: count,
  outputTokens: count,
  costUsd: z.number(),
});
export type ToldCall = z.infer<typeof ToldCall>;

/** One request to Python, or to what stands in its place. `params`, `result` and `error` of tests that failed alone. */
export const ToldRequest = z.object({
  atMs: z.number(),
  /** Null: it was under way when the test ended. */
  durationMs: z.number().nullable(),
  command: text,
  params: text.nullable(),
  result: text.nullable(),
  error: text.nullable(),
});
export type ToldRequest = z.infer<typeof ToldRequest>;

/** What one Python process printed while the test used it. */
export const ToldProcess = z.object({ pid: z.number().int(), ended: text.nullable(), stdout: text, stderr: text });
export type ToldProcess = z.infer<typeof ToldProcess>;

export const ToldExample = z.object({
  example: text,
  outputs: text.nullable(),
  score: z.number(),
  error: text.nullable(),
  /** Which of the test's `calls` its program made, from 0. */
  calls: z.array(count),
});

/** `dspex.evaluate`: a program over examples. */
export const ToldEvaluation = z.object({
  program: text,
  metric: text,
  /** The file of the examples; null where they stand in the test. */
  devset: text.nullable(),
  score: z.number(),
  examples: z.array(ToldExample),
});
export type ToldEvaluation = z.infer<typeof ToldEvaluation>;

/** One test as it ended, or what the file did outside of its tests. */
export const ToldTest = z.object({
  /** Null: the file itself. */
  fullName: z.string().nullable(),
  /** From 0, among tests of the same full name in the file. */
  ordinal: z.number().int(),
  /** Milliseconds of the Unix epoch. */
  startedAt: z.number(),
  /** `file:line` where the test stands; null where nobody knows. */
  declaredAt: text.nullable(),
  /** The line of the test file that the first error came from. */
  failedAt: text.nullable(),
  /** As Jest prints them. */
  errors: z.array(text),
  calls: z.array(ToldCall),
  requests: z.array(ToldRequest),
  /** How many of each are not in it: the first ones. */
  leftOut: z.object({ calls: count, requests: count }),
  processes: z.array(ToldProcess),
  evaluations: z.array(ToldEvaluation),
});
export type ToldTest = z.infer<typeof ToldTest>;

/** An evaluation as the sandbox tells it: JSON text of this. */
export interface EvaluationFacts {
  readonly program: string;
  readonly metric: string;
  readonly devset: string | null;
  readonly score: number;
  readonly examples: readonly {
    readonly example: unknown;
    readonly outputs: unknown;
    readonly score: number;
    readonly error: string | null;
    /** By their ids in the journal. */
    readonly callIds: readonly string[];
  }[];
}

/** What the tests of one file did. */
export const ToldFile = z.object({ texts: z.array(z.string()), tests: z.array(ToldTest) });
export type ToldFile = z.infer<typeof ToldFile>;
