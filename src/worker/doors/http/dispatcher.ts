import { hideOn } from './hide-on';

/** Where Node's fetch keeps its dispatcher; clients with an undici of their own look for it, and Jest's sandbox has neither. */
const DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];

/**
 * Shows the sandbox Node's fetch dispatcher, to those alone who give `fetch` a dispatcher of their own: theirs, as that of @google/genai 2,
 * may hand on to it.
 */
export class ShownDispatcher {
  private readonly undo: (() => void)[] = [];

  constructor(private readonly sandbox: object) {}

  /** `args`: those of a call of fetch or of http. */
  showTo([, init]: readonly unknown[]): void {
    if (this.undo.length > 0 || (init as { dispatcher?: unknown } | null | undefined)?.dispatcher == null) return;
    const outer = globalThis as unknown as Record<symbol, unknown>;
    for (const symbol of DISPATCHERS) {
      if (outer[symbol] !== undefined && !Object.hasOwn(this.sandbox, symbol))
        this.undo.push(hideOn(this.sandbox, symbol, { get: () => outer[symbol] }));
    }
  }

  hide(): void {
    for (const undo of this.undo.splice(0)) undo();
  }
}
