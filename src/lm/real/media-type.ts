import type { LmPart } from '../../shared/boundaries/lm-call';

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  pdf: 'application/pdf',
  wav: 'audio/wav',
  mp3: 'audio/mp3',
  mp4: 'video/mp4',
};

/** What a picture or another file is, as told or by the end of its address; undefined where nothing says it. */
export function mediaType({ mimeType, url = '' }: Extract<LmPart, { type: 'media' }>): string | undefined {
  if (mimeType) return mimeType;
  return TYPES[/\.([a-z0-9]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? ''];
}
