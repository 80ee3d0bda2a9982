import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { WireFormatError } from './wire';

/** More than any prompt, as it comes or decoded: a small body may stand for a very large one. */
export const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

const DECODERS: Record<string, typeof gunzipSync> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** The text of a body that its client compressed, by its header `content-encoding`. Throws WireFormatError. */
export function decodedBody(bytes: Uint8Array, encoding: string): string {
  // The last one that is named was the last to be done.
  const names = encoding
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  return names
    .reverse()
    .reduce<Buffer>((decoded, name) => decodedBy(name, decoded), Buffer.from(bytes))
    .toString();
}

function decodedBy(name: string, bytes: Uint8Array): Buffer {
  const decode = DECODERS[name];
  if (decode === undefined) throw new WireFormatError(`a body in ${name} is not read: gzip, deflate and br are`);
  try {
    return decode(bytes, { maxOutputLength: LARGEST_BODY_BYTES });
  } catch (error) {
    throw new WireFormatError(`the body is no ${name}: ${(error as Error).message}`);
  }
}
