/** Asks the other side to give a request up that is under way. */
export class Cancellation {
  private isCancelled = false;
  private tell: (() => void) | undefined;

  cancel(): void {
    this.isCancelled = true;
    this.tell?.();
  }

  /** What cancelling does from now on; at once where it was cancelled before. */
  onCancel(tell: () => void): void {
    this.tell = tell;
    if (this.isCancelled) tell();
  }
}
