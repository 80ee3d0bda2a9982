import type { LmMessageReply } from '../../shared/boundaries/lm-call';
import type { LmHear } from '../../shared/boundaries/lm-hear';
import { realClearTimeout, realSetTimeout } from '../../shared/waits/real-timers';

/** A reply of many pieces is written anew for each: what that takes is at most this part of the time. */
const REST_FACTOR = 4;

/** What of the first choice one event brings. */
export interface SaidPiece {
  readonly text?: string | undefined;
  readonly thought?: string | undefined;
}

/** The pieces of a streamed reply, with the wait before each; told to who hears them as they come. */
class StreamedPieces {
  private readonly chunks: string[] = [];
  private readonly delaysMs: number[] = [];
  private readonly thoughtChunks: string[] = [];
  private last = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private restMs = 0;

  /** `read`: the reply that has been said by now. */
  constructor(
    private readonly read: () => LmMessageReply,
    private readonly hear: LmHear | undefined,
  ) {}

  add({ text = '', thought = '' }: SaidPiece): void {
    if (text + thought === '') return;
    if (thought !== '') this.thoughtChunks.push(thought);
    if (text !== '') this.addText(text);
    if (this.hear !== undefined) this.timer ??= realSetTimeout(() => this.tell(), this.restMs);
  }

  /** The wait before a thought is one before the text that follows it. */
  private addText(text: string): void {
    const now = performance.now();
    this.chunks.push(text);
    this.delaysMs.push(Math.round(now - this.last));
    this.last = now;
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
    const thoughtChunks = this.thoughtChunks.length === 0 ? null : [...this.thoughtChunks];
    return { ...this.read(), chunks: [...chunks], thoughtChunks, delaysMs: [...delaysMs], streamed: true };
  }
}

/** What a provider sends piece by piece. */
interface Streamed<Sent> {
  /** Keeps what was sent, and gives what is said in it. */
  readonly keep: (sent: Sent) => SaidPiece;
  /** The reply that all that was kept makes. */
  readonly read: () => LmMessageReply;
  /** Whether the provider has said that its reply ends there. */
  readonly isEnded: () => boolean;
}

/** A whole reply of what a provider sends piece by piece. */
export async function heard<Sent>(
  stream: AsyncIterable<Sent>,
  hear: LmHear | undefined,
  { keep, read, isEnded }: Streamed<Sent>,
): Promise<LmMessageReply> {
  const pieces = new StreamedPieces(read, hear);
  try {
    let isEmpty = true;
    for await (const sent of stream) {
      isEmpty = false;
      pieces.add(keep(sent));
    }
    // A page of a proxy's has no events, and is none of its replies.
    if (isEmpty) throw new Error('it answered with success, and with a stream of nothing');
    // A proxy, or a server that is stopped, closes its connection as if all were well: what was said until then is no reply.
    if (!isEnded()) throw new Error('its stream ended before the reply did');
    return pieces.soFar();
  } finally {
    pieces.stop();
  }
}
