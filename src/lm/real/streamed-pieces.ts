import type { LmMessageReply } from '../../shared/boundaries/lm-call';
import type { LmHear } from '../../shared/boundaries/lm-hear';
import { realClearTimeout, realSetTimeout } from '../../shared/waits/real-timers';

/** A reply of many pieces is written anew for each: what that takes is at most this part of the time. */
const REST_FACTOR = 4;

/** The pieces of a streamed reply, with the wait before each; told to who hears them as they come. */
class StreamedPieces {
  private readonly chunks: string[] = [];
  private readonly delaysMs: number[] = [];
  private last = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private restMs = 0;

  /** `read`: the reply that has been said by now. */
  constructor(
    private readonly read: () => LmMessageReply,
    private readonly hear: LmHear | undefined,
  ) {}

  add(text: string): void {
    if (text === '') return;
    const now = performance.now();
    this.chunks.push(text);
    this.delaysMs.push(Math.round(now - this.last));
    this.last = now;
    if (this.hear !== undefined) this.timer ??= realSetTimeout(() => this.tell(), this.restMs);
  }

  /** Who waits for the whole reply hears no more of its pieces. */
  stop(): void {
    realClearTimeout(this.timer);
  }

  private tell(): void {
    this.timer = undefined;
    const startedAt = performance.now();
    try {
      this.hear?.(() => this.soFar());
    } catch {
      // Half of something, as of a tool's arguments, may not be readable: it is told with the next piece, or with the whole.
    }
    this.restMs = (performance.now() - startedAt) * REST_FACTOR;
  }

  soFar(): LmMessageReply {
    const { chunks, delaysMs } = this;
    return { ...this.read(), chunks: [...chunks], delaysMs: [...delaysMs], streamed: true };
  }
}

/** A whole reply of what a provider sends piece by piece; `textOf` keeps what it sends, and gives the text in it. */
export async function heard<Sent>(
  stream: AsyncIterable<Sent>,
  read: () => LmMessageReply,
  hear: LmHear | undefined,
  textOf: (sent: Sent) => string,
): Promise<LmMessageReply> {
  const pieces = new StreamedPieces(read, hear);
  try {
    let isEmpty = true;
    for await (const sent of stream) {
      isEmpty = false;
      pieces.add(textOf(sent));
    }
    // A page of a proxy's has no events, and is none of its replies.
    if (isEmpty) throw new Error('it answered with success, and with a stream of nothing');
    return pieces.soFar();
  } finally {
    pieces.stop();
  }
}
