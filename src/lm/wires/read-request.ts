import { isRecord, recordsOf, textOr } from '../call/read-json';
import { WireFormatError } from './wire';

/** The body of a request as a record. Throws WireFormatError. */
export function parseBody(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw new WireFormatError(`the body is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(parsed)) throw new WireFormatError('the body is not a JSON object');
  return parsed;
}

/** The text of a message's content, which is one text or has several in parts; what is no text is left out. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return recordsOf(content)
    .map((part) => textOr(part.text, ''))
    .join('');
}
