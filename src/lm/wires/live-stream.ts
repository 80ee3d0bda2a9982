import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { LmHear } from '../../shared/boundaries/lm-hear';
import { isDspexError } from '../../shared/errors';
import type { WireReply } from './wire';
import { type Exchange, FINAL_STATUS } from './wires';
import { inStream } from './write-reply';

/**
 * A stream that is written while its reply is being said: each time what is new of it, and at the end what is left of the whole. A reply that
 * is whole before its first piece was heard is written as any other.
 */
export class LiveStream {
  private begin: ((reply: WireReply) => void) | undefined;
  /** Resolved with the first piece. */
  readonly begun = new Promise<WireReply>((resolve) => {
    this.begin = resolve;
  });
  private readonly texts: string[] = [];
  private pieces = 0;
  /** All that is written. */
  private said = '';
  private wake: () => void = () => undefined;
  private over: { readonly error?: unknown } | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly call: LmCall,
  ) {}

  readonly hear: LmHear = (soFar) => {
    const written = this.exchange.encode(soFar(), this.call);
    const [ends, from] = [written.pieceEnds?.() ?? [], this.pieces];
    if (ends.length <= from) return;
    const text = written.chunks.join('').slice(0, ends.at(-1));
    // What was said later stands before what was said by now: it comes with the whole.
    if (!text.startsWith(this.said)) return;
    this.add(text.slice(this.said.length));
    this.said = text;
    this.pieces = ends.length;
    if (from === 0) this.begin?.({ ...written, chunks: [], live: this.written() });
  };

  /** The whole reply is there. */
  end(reply: LmReply): void {
    if (this.pieces === 0) return;
    const written = this.exchange.encode(reply, this.call);
    const ends = written.pieceEnds?.();
    const whole = written.chunks.join('');
    // An error after pieces has no status any more: it comes as an event.
    this.add(ends === undefined ? inStream(this.call.api, whole) : whole.slice(ends[Math.min(this.pieces, ends.length) - 1] ?? 0));
    this.finish({});
  }

  /** The whole will not come. */
  fail(error: unknown): void {
    if (this.pieces === 0) return;
    if (!isDspexError(error)) {
      this.finish({ error });
      return;
    }
    this.add(inStream(this.call.api, this.exchange.wire.encodeRefusal(FINAL_STATUS, error.message).chunks.join('')));
    this.finish({});
  }

  private add(text: string): void {
    this.texts.push(text);
    this.wake();
  }

  private finish(over: { readonly error?: unknown }): void {
    this.over = over;
    this.wake();
  }

  private async *written(): AsyncGenerator<string> {
    for (;;) {
      const text = this.texts.shift();
      if (text !== undefined) yield text;
      else if (this.over?.error !== undefined) throw this.over.error;
      else if (this.over !== undefined) return;
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
  }
}
