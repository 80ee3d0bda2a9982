import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { LmCall, LmMessage, LmPart } from '../../shared/boundaries/lm-call';
import { plainText } from '../call/call-text';
import { mapStrings } from '../call/map-strings';
import { joinToolResults } from '../call/tool-results';
import type { Redactor } from '../secrets/redact';
import type { Normalize } from './normalize';

/**
 * What of a call decides which recording answers it: nothing of the door it came through, nothing that differs from run to run.
 *
 * A prompt is the same through Python and through Node, streamed or whole.
 */
export interface CanonicalRequest {
  readonly operation: LmCall['operation'];
  readonly model: string;
  readonly system: string;
  readonly messages: readonly CanonicalMessage[];
  readonly tools: LmCall['tools'];
  readonly schema: LmCall['schema'];
  readonly sampling: LmCall['sampling'];
}

interface CanonicalMessage {
  readonly role: LmMessage['role'];
  /** Text alone, or parts. */
  readonly content: string | readonly unknown[];
}

/** Secrets are taken out first, then what `normalize` says differs from run to run. */
export function canonicalRequest(call: LmCall, redactor: Redactor, normalize: Normalize): CanonicalRequest {
  const { operation, model, system, messages, tools, schema, sampling } = call;
  const canonical = { operation, model, system, messages: joinToolResults(messages).map(canonicalMessage), tools, schema, sampling };
  return mapStrings(redactor.value(canonical), normalize) as CanonicalRequest;
}

/** 20 hexadecimal digits of the SHA-256 of the request, with the fields of every object in order (as RFC 8785 orders them). */
export function requestKey(request: CanonicalRequest): string {
  return createHash('sha256')
    .update(stringify(request) ?? '')
    .digest('hex')
    .slice(0, 20);
}

function canonicalMessage({ role, parts }: LmMessage): CanonicalMessage {
  if (parts.every((part) => part.type === 'text')) return { role, content: plainText(parts) };
  return { role, content: parts.map(canonicalPart) };
}

/** Ids and signatures of tool calls are the provider's, not the prompt's; of a picture, its digest says enough. */
function canonicalPart(part: LmPart): unknown {
  if (part.type === 'tool_call') return { type: part.type, name: part.name, arguments: part.arguments };
  if (part.type === 'tool_result') return { type: part.type, content: part.content };
  if (part.type !== 'media' || part.data === undefined) return part;
  // Of the bytes: clients write base64 with and without line breaks, and in the alphabet of URLs.
  const bytes = Buffer.from(part.data, 'base64');
  return { type: 'media', mimeType: part.mimeType, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
