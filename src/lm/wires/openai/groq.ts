import { recordsOf } from '../../call/read-json';
import { replyId } from '../write-reply';

type Json = Record<string, unknown>;

interface OfGroq {
  readonly service_tier: string;
  readonly x_groq: { readonly id: string };
}

/**
 * What Groq says of a completion besides OpenAI's words (https://console.groq.com/docs/api-reference): litellm fails where it is missing.
 * Undefined for any other host.
 */
export function ofGroq({ hostname }: { readonly hostname: string }, idSeed: string): OfGroq | undefined {
  return /(^|\.)groq\.com$/.test(hostname) ? { service_tier: 'on_demand', x_groq: { id: replyId('req_', idSeed) } } : undefined;
}

/** Chunks of a stream as Groq sends them: its name of the request comes with the first, the usage with the last that has a choice. */
export function chunksOfGroq(writes: Json[][], groq: OfGroq | undefined, usage: unknown): Json[][] {
  if (groq === undefined) return writes;
  const events = writes.flat();
  const [first, last] = [events[0], events.filter(({ choices }) => recordsOf(choices).length > 0).at(-1)];
  return writes.map((write) =>
    write.map((event) => ({
      ...(event === first && { x_groq: groq.x_groq }),
      ...(event === last && { x_groq: { ...groq.x_groq, usage } }),
      service_tier: groq.service_tier,
      ...event,
    })),
  );
}
