/** The pieces of a streamed reply, with the wait before each. */
export class StreamedPieces {
  private readonly chunks: string[] = [];
  private readonly delaysMs: number[] = [];
  private last = performance.now();

  add(text: string): void {
    if (text === '') return;
    const now = performance.now();
    this.chunks.push(text);
    this.delaysMs.push(Math.round(now - this.last));
    this.last = now;
  }

  /** As a reply has them. */
  told(): { chunks: string[]; delaysMs: number[] } {
    return { chunks: this.chunks, delaysMs: this.delaysMs };
  }
}
