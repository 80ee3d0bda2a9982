import type { GetContext } from '../facade/current-context';
import { PieceQueue } from './piece-queue';
import { type RunStream, runStream, streamCancelled } from './run-stream';
import type { ProgramStream, StreamOptions, StreamPiece } from './stream-types';

/** A stream of a program that exists; the program begins with the first piece that is asked for. */
export function programStream<O>(
  owner: GetContext,
  address: RunStream['address'],
  inputs: object,
  options: StreamOptions,
): ProgramStream<O> {
  const reading = new Reading<O>(options, (take, gone) => runStream<O>({ owner, address, inputs, options, take, gone }));
  const stream: ProgramStream<O> = {
    [Symbol.asyncIterator]: () => stream,
    next: () => reading.next(),
    return: () => reading.leave(),
  };
  return stream;
}

type Run<O> = (take: (piece: StreamPiece<O>) => void, gone: AbortSignal) => Promise<StreamPiece<O>>;

/** One program that runs, and who reads it. */
class Reading<O> {
  private readonly queue = new PieceQueue<StreamPiece<O>>();
  private readonly gone = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly options: StreamOptions,
    private readonly run: Run<O>,
  ) {}

  async next(): Promise<IteratorResult<StreamPiece<O>>> {
    this.running ??= this.begin();
    try {
      const taken = await this.queue.next();
      if (taken.done === true) this.forgetSignal();
      return taken;
    } catch (error) {
      this.forgetSignal();
      throw error;
    }
  }

  /** Resolved when the program has ended. */
  async leave(): Promise<IteratorResult<StreamPiece<O>>> {
    this.forgetSignal();
    this.queue.cut();
    this.queue.finish();
    this.gone.abort();
    await this.running;
    return { done: true, value: undefined };
  }

  private async begin(): Promise<void> {
    const { signal } = this.options;
    try {
      signal?.addEventListener('abort', this.onAbort);
      if (signal?.aborted === true) return this.onAbort();
      const execution = await this.run((piece) => this.queue.add(piece), this.gone.signal);
      // Whoever went away says how it ends.
      if (this.gone.signal.aborted) return;
      this.queue.add(execution);
      this.queue.finish();
    } catch (error) {
      if (!this.gone.signal.aborted) this.queue.fail(error);
    }
  }

  /** What lay there to be read is not read any more. */
  private readonly onAbort = (): void => {
    this.queue.cut();
    this.gone.abort();
    void Promise.resolve(this.running).then(() => this.queue.fail(streamCancelled(this.options.signal?.reason)));
  };

  private forgetSignal(): void {
    this.options.signal?.removeEventListener('abort', this.onAbort);
  }
}
