import type { LmPart } from '../../shared/boundaries/lm-call';
import { readExactly } from '../../shared/values/exact-json';
import { isRecord, recordsOf, textOr } from '../call/read-json';
import type { Fields } from './fields';
import { WireFormatError } from './wire';

/** The body of a request as a record. Throws WireFormatError. */
export function parseBody(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = readExactly(body);
  } catch (error) {
    throw new WireFormatError(`the body is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(parsed)) throw new WireFormatError('the body is not a JSON object');
  return parsed;
}

/** True for content that is one text, or parts that say a text and nothing more. */
export function isPlainText(content: unknown): boolean {
  if (!Array.isArray(content)) return typeof content === 'string' || content === undefined || content === null;
  return content.every((part) => isRecord(part) && typeof part.text === 'string' && Object.entries(part).every(isOfText));
}

function isOfText([name, value]: [string, unknown]): boolean {
  return name === 'type' || name === 'text' || value === null || (Array.isArray(value) && value.length === 0);
}

/** The parts of a message's content, which is one text or has parts; what is neither is carried. */
export function partsOf(fields: Fields, decodePart: (part: Record<string, unknown>) => LmPart): LmPart[] {
  const text = fields.text('content');
  return text === undefined ? fields.records('content').map(decodePart) : [{ type: 'text', text }];
}

/** The text of a message's content, which is one text or has several in parts; what is no text is left out. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return recordsOf(content)
    .map((part) => textOr(part.text, ''))
    .join('');
}
