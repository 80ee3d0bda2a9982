import { z } from 'zod';
import { ISOLATION_LEVELS, LAYERS, LM_MODES } from '../layers';

/** What a worker tells the run's host, for the summary and the report. */
const Counts = { rule: z.number(), default: z.number(), cassette: z.number(), real: z.number(), miss: z.number() };

export const RunEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('test'),
    file: z.string(),
    fullName: z.string(),
    /** From 0, among tests of the same full name in the file. */
    ordinal: z.number().int(),
    layer: z.enum(LAYERS),
    lmMode: z.enum(LM_MODES),
    isolation: z.enum(ISOLATION_LEVELS),
    status: z.enum(['passed', 'failed', 'skipped']),
    durationMs: z.number(),
    /** From 1; 0 when it never started. */
    attempt: z.number().int(),
  }),
  z.object({ type: z.literal('lm_calls'), file: z.string(), ...Counts, costUsd: z.number() }),
  z.object({ type: z.literal('fork'), pid: z.number().int(), ms: z.number() }),
  z.object({ type: z.literal('unused_rule'), declaredAt: z.string(), label: z.string() }),
  /** Tests left out because their layer is above the ceiling. */
  z.object({ type: z.literal('layer_skipped'), layer: z.enum(LAYERS), count: z.number().int() }),
  /** Said once in the summary, however many workers send it. */
  z.object({ type: z.literal('notice'), text: z.string() }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
