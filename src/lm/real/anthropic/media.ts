import type { LmPart } from '../../../shared/boundaries/lm-call';
import { mediaType } from '../media-type';

type Media = Extract<LmPart, { type: 'media' }>;

const PICTURES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** A picture or a document as a block of a message; null for what Anthropic has no block for. */
export function mediaBlock(media: Media): object | null {
  const { data, filename } = media;
  const mimeType = mediaType(media) ?? (data === undefined ? 'image/png' : '');
  const title = filename === undefined ? {} : { title: filename };
  if (PICTURES.includes(mimeType)) return { type: 'image', source: sourceOf(media, mimeType) };
  if (mimeType === 'application/pdf') return { type: 'document', source: sourceOf(media, mimeType), ...title };
  if (data === undefined || !mimeType.startsWith('text/')) return null;
  const text = Buffer.from(data, 'base64').toString();
  return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text }, ...title };
}

function sourceOf({ data, url }: Media, mimeType: string): object {
  return data === undefined ? { type: 'url', url } : { type: 'base64', media_type: mimeType, data };
}
