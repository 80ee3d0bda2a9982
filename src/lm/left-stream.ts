import type { AbortSignalLike } from '../shared/boundaries/abort-signal';
import type { LmMessageReply } from '../shared/boundaries/lm-call';
import type { LmHear } from '../shared/boundaries/lm-hear';
import { bounded, valueWithin } from '../shared/waits/bounded';
import { either } from '../shared/waits/either-signal';

/** A streamed reply as far as its program has heard it: all there is where that leaves before the end. */
export class HeardPart {
  private soFar: (() => LmMessageReply) | undefined;
  private heardAt = 0;

  constructor(private readonly program: LmHear | undefined) {}

  /** Undefined where nobody hears. */
  get hear(): LmHear | undefined {
    const { program } = this;
    if (program === undefined) return undefined;
    return (soFar) => {
      program(soFar);
      this.soFar = soFar;
      this.heardAt = performance.now();
    };
  }

  /** What was said when the program left; undefined where it had heard nothing of it. */
  left(): LmMessageReply | undefined {
    if (this.soFar === undefined) return undefined;
    return { ...this.soFar(), left: { afterMs: Math.round(performance.now() - this.heardAt) } };
  }
}

/** Gives a program the part that it took when it was recorded; true when it leaves as it did then, false when it goes on to wait for more. */
export async function playLeft(
  part: LmMessageReply & { readonly left: object },
  hear: LmHear,
  signals: readonly (AbortSignalLike | undefined)[],
): Promise<boolean> {
  hear(() => part);
  return either(signals, async (signal) => {
    const leaving = bounded(NEVER, { abort: { signal, error: () => undefined } }).catch(() => true);
    return (await valueWithin(leaving, longestWaitMs(part.left as { afterMs: number }))) ?? false;
  });
}

const NEVER = new Promise<never>(() => undefined);

/** A program that left by a signal left when it was time, not when it had heard enough. */
function longestWaitMs({ afterMs }: { readonly afterMs: number }): number {
  return 1_000 + 2 * afterMs;
}
