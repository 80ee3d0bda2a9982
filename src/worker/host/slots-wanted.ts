/** Whether somebody in the run waits for a Python process. */
export class SlotsWanted {
  isWanted = false;
  private readonly listeners = new Set<(isWanted: boolean) => void>();

  set(isWanted: boolean): void {
    this.isWanted = isWanted;
    for (const listener of this.listeners) listener(isWanted);
  }

  /** Gives a function that ends it. */
  listen(listener: (isWanted: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
