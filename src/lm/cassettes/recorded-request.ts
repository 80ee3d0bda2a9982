import type { CanonicalRequest } from './canonical-form';
import { type Cassette, fromLines, toLines } from './cassette';

/** A request as its file holds it: text of several lines as a list of them. */
export function recordedRequest(request: CanonicalRequest): Cassette['request'] {
  const messages = request.messages.map(({ content, ...message }) => ({
    ...message,
    content: typeof content === 'string' ? toLines(content) : [...content],
  }));
  return { ...request, system: toLines(request.system), messages };
}

/** The request of a cassette, its lists of lines as text again. */
export function requestOf({ request }: Cassette): CanonicalRequest {
  const messages = request.messages.map(({ content, ...message }) => ({
    ...message,
    content: isLines(content) ? fromLines(content) : content,
  }));
  return { ...request, system: fromLines(request.system), messages } as CanonicalRequest;
}

/** Parts are never plain text: a list of texts is a text of several lines. */
function isLines(content: unknown): content is string | string[] {
  return typeof content === 'string' || (Array.isArray(content) && content.length > 0 && content.every((line) => typeof line === 'string'));
}
