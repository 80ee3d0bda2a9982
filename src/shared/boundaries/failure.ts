import { z } from 'zod';
import { ISOLATION_LEVELS, LAYERS, LM_MODES } from '../layers';
import { LM_SOURCES } from './lm-source';

/** `failure.json` beside the transcript of a failed attempt. A field that is here keeps its meaning until `schemaVersion` changes. */

export const FailureCall = z.object({
  model: z.string(),
  door: z.enum(['python', 'http', 'mock']),
  operation: z.string(),
  /** Who answered: rule, default, cassette, real; miss: nobody. */
  source: z.enum(LM_SOURCES),
  ruleDeclaredAt: z.string().nullable(),
  /** Signature inputs; null on a call without a signature. */
  inputs: z.string().nullable(),
  system: z.string(),
  prompt: z.string(),
  /** Text, fields and tool calls of the reply, as text; null where there was none. */
  reply: z.string().nullable(),
  error: z.string().nullable(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  durationMs: z.number(),
});
export type FailureCall = z.infer<typeof FailureCall>;

export const FailureMessage = z.object({
  /** Since the attempt began. */
  atMs: z.number(),
  command: z.string(),
  params: z.string(),
  /** Null: it was under way when the test ended. */
  durationMs: z.number().nullable(),
  result: z.string().nullable(),
  error: z.string().nullable(),
});
export type FailureMessage = z.infer<typeof FailureMessage>;

export const FailedProcess = z.object({
  pid: z.number().int(),
  python: z.string(),
  dspy: z.string(),
  /** Why it was given up before the test ended. */
  ended: z.string().nullable(),
  /** The last lines that it printed since this test began to use it; where tests run in it at once, of them all. */
  stdout: z.string(),
  stderr: z.string(),
});
export type FailedProcess = z.infer<typeof FailedProcess>;

export const Failure = z.object({
  schemaVersion: z.literal(1),
  test: z.object({
    file: z.string(),
    fullName: z.string(),
    /** From 0, among tests of the same full name in the file. */
    ordinal: z.number().int(),
    attempt: z.number().int(),
    layer: z.enum(LAYERS),
    lmMode: z.enum(LM_MODES),
    isolation: z.enum(ISOLATION_LEVELS),
    adapter: z.string(),
  }),
  endedAt: z.iso.datetime(),
  durationMs: z.number(),
  /** `run` is what DSPEX_SEED takes. */
  seed: z.object({ run: z.number().int(), test: z.number().int() }),
  versions: z.object({ package: z.string(), node: z.string(), jest: z.string().nullable(), platform: z.string() }),
  /** As Jest prints them. */
  errors: z.array(z.string()),
  lmCalls: z.array(FailureCall),
  bridgeMessages: z.array(FailureMessage),
  /** How many of each are not in it: the first ones. */
  leftOut: z.object({ lmCalls: z.number().int(), bridgeMessages: z.number().int() }),
  processes: z.array(FailedProcess),
  /** Where its temp files are kept. */
  keptFiles: z.string().nullable(),
});
export type Failure = z.infer<typeof Failure>;
