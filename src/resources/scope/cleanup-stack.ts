/** What a scope has to undo: run in reverse order, each one even when others fail, once. */
export class CleanupStack {
  private readonly cleanups: (() => unknown)[] = [];
  private over = false;
  private closing: Promise<unknown[]> | undefined;

  /** Every clean-up has run: what is added now never will. */
  get isOver(): boolean {
    return this.over;
  }

  add(cleanup: () => unknown): void {
    this.cleanups.push(cleanup);
  }

  /** Runs every clean-up, the latest first; gives what they threw, in that order. A clean-up may add another. */
  close(): Promise<unknown[]> {
    this.closing ??= this.run();
    return this.closing;
  }

  private async run(): Promise<unknown[]> {
    const errors: unknown[] = [];
    for (let cleanup = this.cleanups.pop(); cleanup !== undefined; cleanup = this.cleanups.pop()) {
      try {
        await cleanup();
      } catch (error) {
        errors.push(error);
      }
    }
    this.over = true;
    return errors;
  }
}
