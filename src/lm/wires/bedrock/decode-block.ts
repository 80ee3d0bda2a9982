import type { LmPart } from '../../../shared/boundaries/lm-call';
import { isRecord, textOr } from '../../call/read-json';
import { Fields } from '../fields';

type Json = Record<string, unknown>;

/** A block of a message's content: a union of which one member is there, named by what it is. */
export function decodeBlock(block: Json): LmPart {
  const [kind = ''] = Object.keys(block);
  const value = block[kind];
  if (kind === 'text' && typeof value === 'string') return { type: 'text', text: value };
  if (kind === 'reasoningContent') return { type: 'thinking', carried: block };
  if (!isRecord(value) || Object.keys(block).length > 1) return { type: 'other', value: block };
  if (kind === 'toolUse') return decodeToolUse(new Fields(value));
  if (kind === 'toolResult') return decodeResult(new Fields(value));
  return Object.hasOwn(MEDIA, kind) ? decodeMedia(block, kind as keyof typeof MEDIA, new Fields(value)) : { type: 'other', value: block };
}

function decodeToolUse(fields: Fields): LmPart {
  const [id, name, given] = [fields.text('toolUseId') ?? '', fields.text('name') ?? '', fields.take('input') ?? {}];
  return { type: 'tool_call', id, name, arguments: given, ...fields.rest() };
}

function decodeResult(fields: Fields): LmPart {
  const id = fields.text('toolUseId') ?? '';
  const said = saidIn(fields.take('content'));
  const isError = fields.word('status', { error: true, success: false }) === true;
  return { type: 'tool_result', id, content: isError ? { error: said } : said, ...fields.rest() };
}

/** Texts are one text, and JSON that stands alone is itself. */
function saidIn(content: unknown): unknown {
  const blocks = Array.isArray(content) ? content.map((block) => (isRecord(block) ? block : {})) : [];
  const [only, ...others] = blocks;
  if (only !== undefined && others.length === 0 && 'json' in only) return only.json;
  return blocks.every(({ text }) => typeof text === 'string') ? blocks.map(({ text }) => textOr(text, '')).join('') : content;
}

const MEDIA = { image: 'image/', audio: 'audio/', video: 'video/', document: 'application/' } as const;
const DOCUMENTS: Readonly<Record<string, string>> = { txt: 'text/plain', md: 'text/markdown', csv: 'text/csv', html: 'text/html' };

/** What lies in a bucket of Amazon's is kept whole. */
function decodeMedia(block: Json, kind: keyof typeof MEDIA, fields: Fields): LmPart {
  const [format, source, filename] = [fields.text('format') ?? '', fields.within('source'), fields.text('name')];
  const data = source.text('bytes');
  if (data === undefined || source.rest().carried !== undefined) return { type: 'other', value: block };
  const mimeType = (kind === 'document' && DOCUMENTS[format]) || `${MEDIA[kind]}${format}`;
  return { type: 'media', mimeType, data, ...(filename !== undefined && { filename }), ...fields.rest() };
}
