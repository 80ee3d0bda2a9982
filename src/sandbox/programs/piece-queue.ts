type Waiting<T> = { resolve(result: IteratorResult<T>): void; reject(error: unknown): void };

/** What has come and was not read yet: a slow reader loses nothing. It ends after all that came, or where it is cut. */
export class PieceQueue<T> {
  private pieces: T[] = [];
  private readonly waiting: Waiting<T>[] = [];
  private end: (() => Promise<IteratorResult<T>>) | undefined;
  private isCut = false;

  add(piece: T): void {
    if (this.end !== undefined || this.isCut) return;
    const reader = this.waiting.shift();
    if (reader === undefined) this.pieces.push(piece);
    else reader.resolve({ done: false, value: piece });
  }

  /** What has not been read is not read any more, and nothing is added: an end alone may come. */
  cut(): void {
    this.pieces = [];
    this.end = undefined;
    this.isCut = true;
  }

  finish(): void {
    this.finishBy(() => Promise.resolve({ done: true, value: undefined }));
  }

  /** Thrown once; after it the queue is done. */
  fail(error: unknown): void {
    this.finishBy(() => {
      this.end = () => Promise.resolve({ done: true, value: undefined });
      return Promise.reject(error);
    });
  }

  next(): Promise<IteratorResult<T>> {
    if (this.pieces.length > 0) return Promise.resolve({ done: false, value: this.pieces.shift() as T });
    return this.end?.() ?? new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /** The first end counts. */
  private finishBy(end: () => Promise<IteratorResult<T>>): void {
    this.end ??= end;
    for (const reader of this.waiting.splice(0)) this.next().then(reader.resolve, reader.reject);
  }
}
