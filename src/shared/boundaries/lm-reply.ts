import { z } from 'zod';
import { JsonRecord } from './json-record';
import { LM_APIS } from './lm-api';
import { LmLogprob } from './logprob';

/** What an LM call is answered with. */
/** `cachedTokens`, read from a cache, and `cacheWriteTokens`, kept in one, are part of the input, `thinkingTokens` of the output. */
export const LmUsage = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cachedTokens: z.number().optional(),
  cacheWriteTokens: z.number().optional(),
  /** Those of them that are kept for an hour, which costs more than five minutes. */
  longCacheWriteTokens: z.number().optional(),
  thinkingTokens: z.number().optional(),
});
export type LmUsage = z.infer<typeof LmUsage>;

export const LmToolCall = z.object({
  id: z.string().optional(),
  name: z.string(),
  /** Of a custom tool: `{ input }`, its one text. */
  arguments: JsonRecord,
  signature: z.string().optional(),
});
export type LmToolCall = z.infer<typeof LmToolCall>;

/** What one choice of a reply says. */
const LmChoice = z.object({
  /** Exactly one of text and fields is set, or neither when there are only tool calls or a refusal. */
  text: z.string().nullable(),
  /** Answered as fields: the door writes them in whatever format the call's adapter expects. Encoded as in shared/values. */
  fields: JsonRecord.nullable(),
  /** What a thinking model tells of its thoughts. */
  thinking: z.string().nullable().default(null),
  toolCalls: z.array(LmToolCall),
  /** Why the model will not answer, in its own words. */
  refusal: z.string().nullable().default(null),
  logprobs: z.array(LmLogprob).nullable().default(null),
  finishReason: z.enum(['stop', 'tool_calls', 'length', 'content_filter']),
});
export type LmChoice = z.infer<typeof LmChoice>;

/** Where a provider's reply differs from what its wire writes of the canonical parts, by JSON pointers into its body. */
export const LmNative = z.object({
  api: z.enum(LM_APIS),
  set: JsonRecord.default({}),
  /** What is written and was not said. */
  without: z.array(z.string()).default([]),
  /** What the provider left out when it began a stream, and said with the end. */
  late: z.array(z.string()).optional(),
});
export type LmNative = z.infer<typeof LmNative>;

export const LmMessageReply = LmChoice.extend({
  kind: z.literal('message'),
  /** The choices after the first, where the call asks for several. */
  others: z.array(LmChoice).default([]),
  /** What the provider says besides, in its own words: beside the choices of its body, and in its first message. */
  extras: z
    .object({ body: JsonRecord.default({}), message: JsonRecord.default({}) })
    .nullable()
    .default(null),
  /** What a provider said that has no name here, for a client of the same wire. */
  native: LmNative.nullable().default(null),
  /** The provider's name for the request, which its clients show. */
  requestId: z.string().nullable().default(null),
  usage: LmUsage,
  model: z.string(),
  /** Pieces of `text` for a streamed reply; null = the door cuts as it likes. */
  chunks: z.array(z.string()).nullable(),
  /** The same of `thinking`, which comes before the text. */
  thoughtChunks: z.array(z.string()).nullable().default(null),
  /** Its provider said it piece by piece: what it said last was not known when its first piece went out. */
  streamed: z.boolean().default(false),
  /** All that its program heard of a stream before it left, and how long that waited for more; null = it is whole. */
  left: z.object({ afterMs: z.number() }).nullable().default(null),
  everyMs: z.number(),
  /** The wait before each chunk, where they differ. */
  delaysMs: z.array(z.number()).nullable().default(null),
  /** The stream breaks off after so many chunks; null = it ends as it should. */
  cutAfter: z.number().int().nullable().default(null),
});
export type LmMessageReply = z.infer<typeof LmMessageReply>;

export const LM_AGAIN = ['at_once', 'as_told', 'never'] as const;

export const LmErrorReply = z.object({
  kind: z.literal('error'),
  status: z.number(),
  message: z.string(),
  retryAfterMs: z.number().nullable(),
  /** The provider's own code of the error: OpenAI's `code`, the quota that a 429 of Gemini's names. */
  code: z.string().nullable().default(null),
  /** The provider's own body and its type, for a client of the same provider. */
  body: z
    .object({ api: z.enum(LM_APIS), text: z.string(), type: z.string() })
    .nullable()
    .default(null),
  requestId: z.string().nullable().default(null),
  /**
   * When a client that tries again may do so: a scripted error at once, one of a provider's when the provider says or as the client backs off,
   * and never what was waited for here.
   */
  again: z.enum(LM_AGAIN).default('at_once'),
});
export type LmErrorReply = z.infer<typeof LmErrorReply>;

export const LM_FAULTS = ['malformed', 'timeout', 'reset'] as const;
/** A transport that fails: a body that cannot be read, an answer that never comes, a connection that is dropped. */
export const LmFaultReply = z.object({ kind: z.literal('fault'), fault: z.enum(LM_FAULTS) });
export type LmFaultReply = z.infer<typeof LmFaultReply>;

/** One vector to each text, in their order. */
export const LmEmbeddings = z.object({
  kind: z.literal('embeddings'),
  vectors: z.array(z.array(z.number())),
  usage: LmUsage,
  model: z.string(),
});
export type LmEmbeddings = z.infer<typeof LmEmbeddings>;

export const LmTokenCount = z.object({ kind: z.literal('token_count'), tokens: z.number(), model: z.string() });
export type LmTokenCount = z.infer<typeof LmTokenCount>;

/** What is said against each text, in the order of the texts. */
export const LmModeration = z.object({
  kind: z.literal('moderation'),
  results: z.array(
    z.object({ flagged: z.boolean(), categories: z.record(z.string(), z.boolean()), scores: z.record(z.string(), z.number()) }),
  ),
  model: z.string(),
});
export type LmModeration = z.infer<typeof LmModeration>;

/** What an LM call is answered with. An error reply is the user's scripted provider error; a miss is a DspexError, thrown. */
export const LmReply = z.discriminatedUnion('kind', [LmMessageReply, LmErrorReply, LmFaultReply, LmEmbeddings, LmTokenCount, LmModeration]);
export type LmReply = z.infer<typeof LmReply>;
