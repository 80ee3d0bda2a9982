import type { Bridge } from '../bridge/child/bridge';

/** Where the Python processes of one adapter come from, one after another, and where they go. */
export interface ProcessSource {
  /** A process that is ready for use: a fresh one, or one that was reset. */
  open(): Promise<Bridge>;
  /** The variables that an attempt is to find in a process that is there already. */
  env(): Promise<Readonly<Record<string, string>>>;
  /** Nobody uses it any more. */
  giveBack(bridge: Bridge): Promise<void>;
  /** Nobody needs a process any more: `open` is not to wait on. */
  stopWaiting(): void;
}
