import type { LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { isRecord } from '../../call/read-json';
import { Fields } from '../fields';
import { contentText, isPlainText, partsOf } from '../read-request';
import { withResultsApart } from '../tool-results';

const ROLES = { user: 'user', assistant: 'assistant', system: 'system' } as const;

export function decodeMessage(message: Record<string, unknown>): LmMessage[] {
  const fields = new Fields(message);
  const role = fields.word('role', ROLES) ?? 'user';
  const parts = partsOf(fields, decodeBlock);
  return withResultsApart({ role, parts, ...fields.rest() });
}

function decodeBlock(block: Record<string, unknown>): LmPart {
  const fields = new Fields(block);
  switch (fields.take('type')) {
    case 'text':
      return { type: 'text', text: fields.text('text') ?? '', ...fields.rest() };
    case 'thinking':
    case 'redacted_thinking':
      return { type: 'thinking', carried: block };
    case 'tool_use':
      return decodeToolCall(fields);
    case 'tool_result':
      return decodeResult(fields);
    default:
      return isRecord(block.source) ? decodeSource(block, fields) : { type: 'other', value: block };
  }
}

function decodeToolCall(fields: Fields): LmPart {
  const [id, name, given] = [fields.text('id') ?? '', fields.text('name') ?? '', fields.take('input') ?? {}];
  return { type: 'tool_call', id, name, arguments: given, ...fields.rest() };
}

function decodeResult(fields: Fields): LmPart {
  const content = fields.take('content');
  const said = isPlainText(content) ? contentText(content) : content;
  const isError = typeof fields.peek('is_error') === 'boolean' && fields.take('is_error') === true;
  return { type: 'tool_result', id: fields.text('tool_use_id') ?? '', content: isError ? { error: said } : said, ...fields.rest() };
}

/** A picture or a document. */
function decodeSource(block: Record<string, unknown>, fields: Fields): LmPart {
  const source = fields.within('source');
  const type = source.take('type');
  // A document that comes by its address is a PDF.
  const told = block.type === 'document' ? { mimeType: 'application/pdf' } : {};
  if (type === 'url') return withTitle({ type: 'media', ...told, url: source.text('url') ?? '' }, fields);
  if (type !== 'base64' && type !== 'text') return { type: 'other', value: block };
  const [mimeType, data] = [source.text('media_type') ?? '', source.text('data') ?? ''];
  if (type === 'base64') return withTitle({ type: 'media', mimeType, data }, fields);
  // A document of plain text, told of no more than its words, is text.
  const rest = fields.rest();
  return rest.carried === undefined ? { type: 'text', text: data } : { type: 'other', value: block };
}

function withTitle(media: Extract<LmPart, { type: 'media' }>, fields: Fields): LmPart {
  const filename = fields.text('title');
  return { ...media, ...(filename !== undefined && { filename }), ...fields.rest() };
}
