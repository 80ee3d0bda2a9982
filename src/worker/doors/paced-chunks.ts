import type { WireReply } from '../../lm/wires/wire';
import { sleepUnreferenced } from '../../shared/waits/real-timers';

/** A connection that broke, as Node tells of it. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';
  readonly code = 'ECONNRESET';
  constructor() {
    super('read ECONNRESET');
  }
}

/** The chunks of a reply at the pace of a provider, or as that says them now. Throws ConnectionReset where a rule says that the stream breaks, after the last one too. */
export async function* pacedChunks(reply: WireReply, wait = sleepUnreferenced): AsyncGenerator<Uint8Array> {
  for await (const chunk of reply.live ?? pacedTexts(reply, wait)) yield bytesOf(reply, chunk);
}

const encoder = new TextEncoder();

/** A chunk as it is sent, in memory of its own: who reads it may look at all of that. */
function bytesOf({ encoding }: WireReply, chunk: string): Uint8Array {
  return encoding === undefined ? encoder.encode(chunk) : Uint8Array.from(Buffer.from(chunk, encoding));
}

async function* pacedTexts({ chunks, everyMs, delaysMs, cutAfter }: WireReply, wait: typeof sleepUnreferenced): AsyncGenerator<string> {
  for (const [index, chunk] of chunks.entries()) {
    const delayMs = delaysMs?.[index] ?? (index > 0 ? everyMs : 0);
    // Unreferenced: a client that went away must not hold the worker until the next chunk.
    if (delayMs > 0) await wait(delayMs);
    if (index === cutAfter) throw new ConnectionReset();
    yield chunk;
  }
  if (chunks.length === cutAfter) throw new ConnectionReset();
}
