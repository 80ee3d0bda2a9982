import type { LmPart } from '../../../shared/boundaries/lm-call';

type Media = Extract<LmPart, { type: 'media' }>;

/** What chat completions call the sounds that they take. */
const SOUNDS: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/mp3': 'mp3',
  'audio/mpeg': 'mp3',
};

/** A picture, a sound or a file as a part of a message; null for what chat completions have no part for. */
export function mediaPart({ mimeType = '', data, url, filename, detail }: Media): object | null {
  const place = url ?? `data:${mimeType};base64,${data}`;
  if (mimeType.startsWith('image/') || (mimeType === '' && data === undefined))
    return { type: 'image_url', image_url: { url: place, ...(detail !== undefined && { detail }) } };
  if (data === undefined || mimeType.startsWith('video/')) return null;
  const format = SOUNDS[mimeType];
  if (format !== undefined) return { type: 'input_audio', input_audio: { data, format } };
  if (mimeType.startsWith('audio/')) return null;
  return { type: 'file', file: { filename: filename ?? `file.${mimeType.split('/')[1]}`, file_data: place } };
}
