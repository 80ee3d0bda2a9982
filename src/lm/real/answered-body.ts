import type { LmCall } from '../../shared/boundaries/lm-call';
import { isRecord } from '../call/read-json';
import type { ProviderReply } from './provider';

/** The body of an answer that came with a status of success. Throws for what no provider answers with, such as a page that asks for a login. */
export function answeredBody(body: unknown): Record<string, unknown> {
  if (isRecord(body)) return { ...body };
  throw new Error(`it answered with success, and with what is no reply: ${shown(body)}`);
}

/** A reply that answers the call. Throws where there are more or fewer vectors than texts: nobody knows whose they are. */
export function answering(call: LmCall, reply: ProviderReply): ProviderReply {
  const asked = call.messages.length;
  if (reply.kind !== 'embeddings' || reply.vectors.length === asked) return reply;
  throw new Error(`it answered ${asked} texts with ${reply.vectors.length} vectors`);
}

function shown(body: unknown): string {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || 'nothing';
}

const LONGEST = 200;
