import type { LmMessageReply } from './lm-reply';

/**
 * Hears of a reply while its provider says it. `soFar` makes what was said until now: all of it, as a whole reply would have it, with the
 * pieces of its text.
 */
export type LmHear = (soFar: () => LmMessageReply) => void;
