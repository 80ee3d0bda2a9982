/** Where Node's fetch keeps its dispatcher; clients with an undici of their own look for it, and Jest's sandbox has neither. */
const DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];

/** Shows the sandbox Node's fetch dispatcher, without which @google/genai 2 refuses to start. Gives what takes it away again. */
export function exposeDispatcher(sandbox: object): () => void {
  const shown: symbol[] = [];
  const outer = globalThis as unknown as Record<symbol, unknown>;
  for (const symbol of DISPATCHERS) {
    if (outer[symbol] === undefined || Object.hasOwn(sandbox, symbol)) continue;
    Object.defineProperty(sandbox, symbol, { value: outer[symbol], writable: true, configurable: true });
    shown.push(symbol);
  }
  return () => {
    for (const symbol of shown) Reflect.deleteProperty(sandbox, symbol);
  };
}
