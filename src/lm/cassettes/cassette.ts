import { z } from 'zod';
import { JsonRecord } from '../../shared/boundaries/json-record';
import { LM_APIS, LM_OPERATIONS, LmMessageReply, LmUsage } from '../../shared/boundaries/lm-call';

/** Text of several lines is written as a list of them: a file of the test fixtures is read, and compared, by people. */
export const Lines = z.union([z.string(), z.array(z.string())]);
export type Lines = z.infer<typeof Lines>;

const RecordedMessage = LmMessageReply.omit({ fields: true, everyMs: true, cutAfter: true, streamed: true })
  .extend({ text: Lines.nullable(), thinking: Lines.nullable() })
  // Rare: a file has them where the provider said them.
  .partial({ refusal: true, logprobs: true, others: true, extras: true, native: true, requestId: true, left: true, thoughtChunks: true });
/** Vectors as base64 of little-endian 64-bit floats: exact, and one line each. */
const RecordedEmbeddings = z.object({ kind: z.literal('embeddings'), vectors: z.array(z.string()), usage: LmUsage, model: z.string() });
const RecordedCount = z.object({ kind: z.literal('token_count'), tokens: z.number(), model: z.string() });

export const RecordedReply = z.discriminatedUnion('kind', [RecordedMessage, RecordedEmbeddings, RecordedCount]);
export type RecordedReply = z.infer<typeof RecordedReply>;

/** The newest version of the files that is read here. */
export const NEWEST_VERSION = 3;

/** One file: one interaction, the request that was made and what the provider answered. Never changed after it was kept. */
export const Cassette = z.object({
  /**
   * 1: the key is of a request that left out what it did not know, see `former-request.ts`. 3: of a stream that its program left, which who
   * knows 2 alone would take for a whole one.
   */
  schemaVersion: z.union([z.literal(1), z.literal(2), z.literal(NEWEST_VERSION)]),
  /** Of the request; in the file's name too. */
  key: z.string(),
  /** From 0, among equal requests of the test. */
  occurrence: z.number().int(),
  /** `name` null: the call belonged to the file, not to a test. */
  test: z.object({ file: z.string(), name: z.string().nullable() }),
  recordedAt: z.iso.datetime(),
  /** What the provider took. */
  durationMs: z.number(),
  request: z.object({
    operation: z.enum(LM_OPERATIONS),
    model: z.string(),
    system: Lines,
    messages: z.array(
      z.object({
        role: z.enum(['user', 'assistant', 'tool', 'system']),
        content: z.union([Lines, z.array(z.unknown())]),
        carried: JsonRecord.optional(),
      }),
    ),
    tools: z.array(z.unknown()),
    schema: JsonRecord.nullable(),
    sampling: JsonRecord,
    carried: JsonRecord.optional(),
    wire: z.enum(LM_APIS).optional(),
  }),
  reply: RecordedReply,
});
export type Cassette = z.infer<typeof Cassette>;

/** True of a recording that ends where its program left the stream. */
export function isLeft({ reply }: Cassette): boolean {
  return reply.kind === 'message' && reply.left != null;
}

export function toLines(text: string): Lines {
  return text.includes('\n') ? text.split('\n') : text;
}

export function fromLines(lines: Lines): string {
  return typeof lines === 'string' ? lines : lines.join('\n');
}
