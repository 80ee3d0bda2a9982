import { z } from 'zod';
import { Carried, LmMessage, LmTool } from './lm-message';

export { LmMessage, LmPart, LmTool } from './lm-message';

import { LmLogprob } from './logprob';

/**
 * One LM call and its reply, as every door hands them to the engine: the shape is the same for HTTP from Node and for DSPy in Python.
 * Field names are camelCase on this boundary on both sides.
 */
const JsonSchema = z.record(z.string(), z.unknown());

/** An output field that a call asks for. */
const OutputField = z.object({
  name: z.string(),
  /** JSON Schema, as pydantic writes it. */
  schema: JsonSchema,
  description: z.string().optional(),
  /** A reply may leave it out: it has a default, null is allowed, or it holds tool calls. */
  optional: z.boolean().optional(),
  /** It holds tool calls (`dspy.ToolCalls`). */
  toolCalls: z.boolean().optional(),
});

/** The signature that formats this call, with the inputs it was given. `null` on a call without one (`lm('text')`, HTTP). */
export const CallFields = z.object({
  signature: z.string(),
  instructions: z.string(),
  /** Values in the encoding of shared/values. */
  inputs: z.record(z.string(), z.unknown()),
  /** Output fields in order. */
  outputs: z.array(OutputField),
  /** The tools that its inputs offer (`dspy.Tool`), whether the adapter tells them natively or in the prompt; missing where none are. */
  tools: z.array(LmTool).optional(),
  /** How many of the model's turns are examples that the program brings along; missing where none are. */
  demos: z.number().int().optional(),
});
export type CallFields = z.infer<typeof CallFields>;

export const LM_APIS = ['dspy', 'gemini', 'openai', 'openai_responses', 'anthropic', 'ollama'] as const;
export type LmApi = (typeof LM_APIS)[number];
export const LM_OPERATIONS = ['generate', 'embed', 'count_tokens'] as const;

export const LmCall = z.object({
  /** `mock`: a program of the mock adapter, without Python. */
  door: z.enum(['python', 'http', 'mock']),
  /** The wire it came over. */
  api: z.enum(LM_APIS),
  /** `embed`: one user message per text. `count_tokens`: of the messages. */
  operation: z.enum(LM_OPERATIONS).default('generate'),
  /** The caller's own model name, without a provider prefix where the wire has none. */
  model: z.string(),
  /** The instructions before the conversation. */
  system: z.string(),
  messages: z.array(LmMessage),
  tools: z.array(LmTool),
  /** JSON Schema of a structured output, if asked for. */
  schema: JsonSchema.nullable(),
  /** temperature, topP, maxTokens, stop, seed, n … under these names, only those given. */
  sampling: z.record(z.string(), z.unknown()),
  /** Settings that have no name here. */
  carried: Carried,
  /** What DSPy was asked for and sends to no provider: it makes several calls of one with `n`, and tells them apart by `rolloutId`. */
  asked: z.object({ n: z.number().int(), rolloutId: z.unknown() }).partial().optional(),
  stream: z.boolean(),
  fields: CallFields.nullable(),
});
export type LmCall = z.infer<typeof LmCall>;

/** `cachedTokens` are part of the input, `thinkingTokens` of the output: both are billed with them. */
export const LmUsage = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cachedTokens: z.number().optional(),
  thinkingTokens: z.number().optional(),
});
export type LmUsage = z.infer<typeof LmUsage>;

export const LmToolCall = z.object({
  id: z.string().optional(),
  name: z.string(),
  /** Of a custom tool: `{ input }`, its one text. */
  arguments: z.record(z.string(), z.unknown()),
  signature: z.string().optional(),
});
export type LmToolCall = z.infer<typeof LmToolCall>;

/** What one choice of a reply says. */
const LmChoice = z.object({
  /** Exactly one of text and fields is set, or neither when there are only tool calls or a refusal. */
  text: z.string().nullable(),
  /** Answered as fields: the door writes them in whatever format the call's adapter expects. Encoded as in shared/values. */
  fields: z.record(z.string(), z.unknown()).nullable(),
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
  set: JsonSchema.default({}),
  /** What is written and was not said. */
  without: z.array(z.string()).default([]),
});
export type LmNative = z.infer<typeof LmNative>;

export const LmMessageReply = LmChoice.extend({
  kind: z.literal('message'),
  /** The choices after the first, where the call asks for several. */
  others: z.array(LmChoice).default([]),
  /** What the provider says besides, in its own words: beside the choices of its body, and in its first message. */
  extras: z
    .object({ body: JsonSchema.default({}), message: JsonSchema.default({}) })
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
  everyMs: z.number(),
  /** The wait before each chunk, where they differ. */
  delaysMs: z.array(z.number()).nullable().default(null),
  /** The stream breaks off after so many chunks; null = it ends as it should. */
  cutAfter: z.number().int().nullable().default(null),
});
export type LmMessageReply = z.infer<typeof LmMessageReply>;

export const LmErrorReply = z.object({
  kind: z.literal('error'),
  status: z.number(),
  message: z.string(),
  retryAfterMs: z.number().nullable(),
  /** The quota that a 429 names: Gemini's `quotaId`. */
  quotaId: z.string().nullable().default(null),
  /** The provider's own body, for a client of the same provider. */
  body: z
    .object({ api: z.enum(LM_APIS), json: z.unknown() })
    .nullable()
    .default(null),
  requestId: z.string().nullable().default(null),
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

/** What an LM call is answered with. An error reply is the user's scripted provider error; a miss is a DspexError, thrown. */
export const LmReply = z.discriminatedUnion('kind', [LmMessageReply, LmErrorReply, LmFaultReply, LmEmbeddings, LmTokenCount]);
export type LmReply = z.infer<typeof LmReply>;
