import { z } from 'zod';
import { JsonRecord } from './json-record';

/** What of a request has no name here, in the words of the wire it came over. */
export const Carried = JsonRecord.optional();

export const LmPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), carried: Carried }),
  z.object({
    type: z.literal('tool_call'),
    id: z.string().optional(),
    name: z.string(),
    arguments: z.unknown(),
    /** Gemini's thought signature: opaque, and wanted back. */
    signature: z.string().optional(),
    carried: Carried,
  }),
  z.object({
    type: z.literal('tool_result'),
    id: z.string().optional(),
    name: z.string().optional(),
    content: z.unknown(),
    carried: Carried,
  }),
  /** Images, audio, files: `data` is base64. */
  z.object({
    type: z.literal('media'),
    mimeType: z.string().optional(),
    data: z.string().optional(),
    url: z.string().optional(),
    /** What a document is called. */
    filename: z.string().optional(),
    /** How closely a picture is looked at, where not as the provider likes. */
    detail: z.string().optional(),
    carried: Carried,
  }),
  /** The model's own notes, handed back: wanted by the provider they came from, and no part of what is asked. */
  z.object({ type: z.literal('thinking'), carried: Carried }),
  /** What has no canonical form, kept as it came. */
  z.object({ type: z.literal('other'), value: z.unknown() }),
]);
export type LmPart = z.infer<typeof LmPart>;

export const LmMessage = z.object({
  /** `system`: instructions that come after the conversation has begun, or that say more than a text. */
  role: z.enum(['user', 'assistant', 'tool', 'system']),
  parts: z.array(LmPart),
  carried: Carried,
});
export type LmMessage = z.infer<typeof LmMessage>;

export const LmTool = z.object({
  name: z.string(),
  description: z.string().default(''),
  parameters: JsonRecord.default({}),
  /** What kind of tool it is, in the provider's word (`custom`, `bash_20250124`, `web_search`); absent on a function with a schema. */
  type: z.string().optional(),
  /** Whether its arguments must be as its schema says. */
  strict: z.boolean().optional(),
  /** Of a tool that is neither a function nor `custom`: all of it. */
  carried: Carried,
});
export type LmTool = z.infer<typeof LmTool>;
