import type { ProviderReply } from './provider';

/** How often a call is sent that a full minute refuses; each time is reserved anew. As often as the providers' own clients do by default. */
const MOST_ATTEMPTS = 3;
const FIRST_WAIT_MS = 2_000;

/**
 * The milliseconds until a call is sent again, or null where it is not. A full minute passes, and how long that takes is the provider's to say;
 * without a word of it the waits double, each with a random part so that workers do not all come at once. Other errors are the client's
 * to try again: it knows what its program can wait for.
 */
export function waitBeforeNext(reply: ProviderReply, attempt: number, random: () => number = Math.random): number | null {
  if (!isFull(reply) || attempt >= MOST_ATTEMPTS) return null;
  return reply.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + random() / 2);
}

/** True for a refusal because of too many requests. */
export function isFull(reply: ProviderReply): reply is Extract<ProviderReply, { kind: 'error' }> {
  return reply.kind === 'error' && reply.status === 429;
}
