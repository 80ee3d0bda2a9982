import { AsyncLocalStorage } from 'node:async_hooks';
import { CleanupStack } from './cleanup-stack';
import { ResourceScope, type ResourceScopeParts } from './resource-scope';

const storage = new AsyncLocalStorage<SharedScope>();

/** The scope of the shared thing in whose name code runs now: of its start, and of all that this began. */
export function sharedScope(): SharedScope | undefined {
  return storage.getStore();
}

/**
 * What something that tests share has on the machine. What `dspex.resources` opened for it may outlive the file that started it; what lives
 * in that file's memory cannot, such as a server, a child process of Node's, or a clean-up.
 */
export class SharedScope {
  readonly scope: ResourceScope;
  private readonly cleanups = new CleanupStack();
  private isBound = false;

  constructor(parts: Omit<ResourceScopeParts, 'onEnd' | 'isOver'>) {
    const { cleanups } = this;
    this.scope = new ResourceScope({ ...parts, onEnd: (cleanup) => cleanups.add(cleanup), isOver: () => cleanups.isOver });
  }

  /** It ends with the file that started it. */
  get isBoundToFile(): boolean {
    return this.isBound;
  }

  /** A clean-up of the user's: it is the file's code. */
  onCleanup(cleanup: () => unknown): void {
    this.isBound = true;
    this.cleanups.add(cleanup);
  }

  /** Runs `work`, and all that it starts, in its name. */
  run<T>(work: () => T): T {
    return storage.run(this, work);
  }

  /** Gives back what it has. Throws the first thing that a clean-up threw. */
  async close(): Promise<void> {
    const [error] = await this.cleanups.close();
    if (error !== undefined) throw error;
  }
}
