import { AsyncLocalStorage } from 'node:async_hooks';

/** What Node calls on each storage that is in use, whenever a promise or a timer is made; from Node 24 on there is no such thing. */
interface Propagating {
  _propagate?: (this: AsyncLocalStorage<unknown>) => void;
}

/**
 * The storage in which Jest's circus keeps a file's running test. Circus is loaded anew for each file, and leaves its storage in use: each
 * promise of a worker's hundredth file is handed on to a hundred of them.
 */
export class CircusStorage {
  private storage: AsyncLocalStorage<unknown> | undefined;
  private isSought = false;

  /** In the handler of an event of this test, which circus dispatches within the storage. */
  seek(test: unknown): void {
    if (this.isSought) return;
    this.isSought = true;
    this.storage = storagesInUse().find((one) => (one.getStore() as { test?: unknown } | undefined)?.test === test);
  }

  /** No code of the file runs any more. */
  disable(): void {
    this.storage?.disable();
  }
}

/** Node gives no list of them. No code of others runs before all is as it was. */
function storagesInUse(): AsyncLocalStorage<unknown>[] {
  const prototype = AsyncLocalStorage.prototype as Propagating;
  const propagate = prototype._propagate;
  const found: AsyncLocalStorage<unknown>[] = [];
  if (propagate === undefined) return found;
  prototype._propagate = function () {
    found.push(this);
  };
  try {
    // Any resource would do: of a promise, those who look at open handles take no notice.
    void Promise.resolve();
  } finally {
    prototype._propagate = propagate;
  }
  return found;
}
