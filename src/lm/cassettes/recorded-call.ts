import type { LmCall, LmMessage, LmPart } from '../../shared/boundaries/lm-call';
import { isRecord } from '../call/read-json';
import { type Cassette, isLeft } from './cassette';
import { requestOf } from './recorded-request';

/** The call that a recording answers, as it can be asked again; a text says why it cannot be. */
export function recordedCall(cassette: Cassette): LmCall | string {
  const { messages, wire = 'openai', ...request } = requestOf(cassette);
  const isDigest = messages.some(({ content }) => typeof content !== 'string' && content.some(isDigestOnly));
  if (isDigest) return 'a file or picture of the request is recorded as its digest alone';
  if (isLeft(cassette)) return 'its program left the stream: only a part of the answer is recorded';
  const isStream = cassette.reply.kind === 'message' && cassette.reply.chunks !== null;
  return {
    ...request,
    door: 'http',
    api: wire,
    messages: messages.map(({ content, ...message }) => ({ ...message, parts: partsOf(content) }) as LmMessage),
    stream: isStream,
    fields: null,
  };
}

function partsOf(content: string | readonly unknown[]): LmPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : ([...content] as LmPart[]);
}

function isDigestOnly(part: unknown): boolean {
  return isRecord(part) && part.type === 'media' && 'sha256' in part;
}
