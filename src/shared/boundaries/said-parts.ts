import { z } from 'zod';
import { JsonRecord } from './json-record';
import { LM_FAULTS, LmMessageReply, LmUsage } from './lm-call';
import { LmLogprob } from './logprob';

const ToolCall = z.strictObject({
  name: z.string(),
  arguments: JsonRecord.default({}),
  id: z.string().optional(),
  unoffered: z.boolean().optional(),
});
/** What `lmReply` may be given. */
export const SaidParts = z
  .strictObject({
    text: z.string(),
    fields: JsonRecord,
    thinking: z.string(),
    toolCalls: z.array(ToolCall),
    refusal: z.string(),
    finishReason: LmMessageReply.shape.finishReason,
    usage: z.strictObject(LmUsage.shape).partial(),
    logprobs: z.array(LmLogprob),
    choices: z.array(z.unknown()).min(1),
    metadata: z.strictObject({ body: JsonRecord.default({}), message: JsonRecord.default({}) }),
    chunks: z.array(z.string()),
    everyMs: z.number().nonnegative(),
    cutAfter: z.number().int().nonnegative(),
  })
  .partial();
export type SaidParts = z.infer<typeof SaidParts>;
export type SaidCall = z.infer<typeof ToolCall>;

/** What `lmError` may be given for an error. */
export const SaidErrorParts = z.strictObject({
  status: z.number().int().min(400).max(599),
  message: z.string().optional(),
  retryAfterMs: z.number().nonnegative().optional(),
  code: z.string().optional(),
  quotaId: z.string().optional(),
});
/** What `lmError` may be given for a fault. */
export const SaidFaultParts = z.strictObject({ fault: z.enum(LM_FAULTS) });
