import { createHash } from 'node:crypto';
import type { LmCall, LmPart } from '../../shared/boundaries/lm-call';

/** A call with the digests of its pictures and files in place of their bytes: they say enough, and are not looked through for secrets. */
export function digestedCall(call: LmCall): LmCall {
  const messages = call.messages.map((message) => ({ ...message, parts: message.parts.map(digestedPart) }));
  // What Python said of a call's signature is in the prompt.
  return { ...call, messages, fields: null };
}

function digestedPart(part: LmPart): LmPart {
  if (part.type !== 'media' || part.data === undefined) return part;
  const { data, ...described } = part;
  // Of the bytes: clients write base64 with and without line breaks, and in the alphabet of URLs.
  const bytes = Buffer.from(data, 'base64');
  return { ...described, ...{ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') } };
}
