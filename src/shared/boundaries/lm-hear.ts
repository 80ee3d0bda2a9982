import type { AbortSignalLike } from './abort-signal';
import type { LmMessageReply } from './lm-reply';

/**
 * Hears of a reply while its provider says it. `soFar` makes what was said until now: all of it, as a whole reply would have it, with the
 * pieces of its text.
 */
export type LmHear = (soFar: () => LmMessageReply) => void;

/** Who waits for an answer. */
export interface LmListener {
  /** Aborted when it waits no longer. */
  readonly signal?: AbortSignalLike | undefined;
  /** It takes the reply piece by piece. */
  readonly hear?: LmHear | undefined;
  /** Told, before the answer, whose call it is: an object that stands for the test or the file. */
  readonly owned?: (owner: object) => void;
}
