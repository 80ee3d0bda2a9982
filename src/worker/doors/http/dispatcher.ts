import { type Leading, leadingDispatcher } from '../../../reach/led-request';
import { hideOn } from './hide-on';

/** Where Node's fetch keeps its dispatcher; undici of npm looks for it too, and Jest's sandbox has none. */
const DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];

/**
 * Shows the sandbox Node's dispatcher, as it is shown to all code outside of Jest: npm's undici sends by it, and an agent of a client's
 * own, as that of @google/genai 2, hands on to it. What it is asked of LM hosts it leads to the gateway: Node's keeps the connections of
 * real calls, too, and neither may be answered by the other's.
 *
 * A dispatcher that a test sets, as a MockAgent, takes its place on the global itself.
 */
export function showDispatcher(sandbox: object, leading: Leading): { close(): void } {
  const outer = globalThis as unknown as Record<symbol, object | undefined>;
  const undo = DISPATCHERS.map((symbol) => {
    let inner: object | undefined;
    let shown: object | undefined;
    const get = (): object | undefined => {
      // Node makes it when it loads its fetch, which it does when somebody asks for a class of it.
      if (outer[symbol] === undefined) void globalThis.Headers;
      if (outer[symbol] !== inner) {
        inner = outer[symbol];
        shown = inner && leadingDispatcher(inner, leading);
      }
      return shown;
    };
    return hideOn(sandbox, symbol, { get });
  });
  return {
    close() {
      for (const hide of undo) hide();
    },
  };
}
