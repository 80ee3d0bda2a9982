import { z } from 'zod';
import { JsonRecord } from './json-record';
import { LM_APIS } from './lm-api';
import { Carried, LmMessage, LmTool } from './lm-message';

export * from './lm-api';
export { LmMessage, LmPart, LmTool } from './lm-message';
export * from './lm-reply';

/**
 * One LM call and its reply, as every door hands them to the engine: the shape is the same for HTTP from Node and for DSPy in Python.
 * Field names are camelCase on this boundary on both sides.
 */
/** An output field that a call asks for. */
const OutputField = z.object({
  name: z.string(),
  /** JSON Schema, as pydantic writes it. */
  schema: JsonRecord,
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
  inputs: JsonRecord,
  /** Output fields in order. */
  outputs: z.array(OutputField),
  /** The tools that its inputs offer (`dspy.Tool`), whether the adapter tells them natively or in the prompt; missing where none are. */
  tools: z.array(LmTool).optional(),
  /** How many of the model's turns are examples that the program brings along; missing where none are. */
  demos: z.number().int().optional(),
});
export type CallFields = z.infer<typeof CallFields>;

export const LM_OPERATIONS = ['generate', 'embed', 'count_tokens', 'moderate'] as const;

export const LmCall = z.object({
  /** `mock`: a program of the mock adapter, without Python. */
  door: z.enum(['python', 'http', 'mock']),
  /** The wire it came over. */
  api: z.enum(LM_APIS),
  /** `embed`, `moderate`: one user message per text. `count_tokens`: of the messages. */
  operation: z.enum(LM_OPERATIONS).default('generate'),
  /** The caller's own model name, without a provider prefix where the wire has none. */
  model: z.string(),
  /** The instructions before the conversation. */
  system: z.string(),
  messages: z.array(LmMessage),
  tools: z.array(LmTool),
  /** JSON Schema of a structured output, if asked for. */
  schema: JsonRecord.nullable(),
  /** temperature, topP, maxTokens, stop, seed, n … under these names, only those given. */
  sampling: JsonRecord,
  /** Settings that have no name here. */
  carried: Carried,
  /** What DSPy was asked for and sends to no provider: it makes several calls of one with `n`, and tells them apart by `rolloutId`. */
  asked: z.object({ n: z.number().int(), rolloutId: z.unknown() }).partial().optional(),
  stream: z.boolean(),
  fields: CallFields.nullable(),
});
export type LmCall = z.infer<typeof LmCall>;

/** A call of DSPy before 3.4, which asks by the bodies of chat completions. */
export const ChatCall = z.object({
  door: z.literal('python'),
  /** Without a provider's prefix. */
  model: z.string(),
  /** As OpenAI's clients send it, without the model. */
  chat: JsonRecord,
  asked: LmCall.shape.asked,
  fields: CallFields.nullable(),
});
export type ChatCall = z.infer<typeof ChatCall>;

/** A call as Python sends it. */
export const PythonCall = z.union([LmCall, ChatCall]);
export type PythonCall = z.infer<typeof PythonCall>;
