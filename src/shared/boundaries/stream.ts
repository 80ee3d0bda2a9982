import { z } from 'zod';
import type { AbortSignalLike } from './abort-signal';

/** What a program says while it runs: text of a field, a status, or a value that its own code sends. */
export const StreamPiece = z.union([
  z.object({ field: z.string(), predictor: z.string(), text: z.string(), value: z.unknown().optional() }),
  z.object({ status: z.string() }),
  z.object({ value: z.unknown() }),
]);
export type StreamPiece = z.infer<typeof StreamPiece>;

/** Who reads a stream. */
export interface StreamReader {
  /** The next piece, as JSON text. */
  take(piece: string): void;
  /** Aborted when it reads no more: the program ends, and its process goes on where that can be. */
  readonly gone: AbortSignalLike;
}
