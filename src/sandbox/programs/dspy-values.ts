import { readFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { DspexError } from '../../shared/errors';
import { type DspyValue, dspyValue } from '../../shared/values/dspy-value';
import { isPlainObject } from './option-problem';

/** A file of the project's, bytes, or an address: `data:`, `https:`, `http:`, `gs:`. */
export type MediaSource = string | Uint8Array | URL;

export interface MediaOptions {
  /** Default: by the first bytes, or by the file's name. */
  readonly mimeType?: string | undefined;
}

/** Values of DSPy's own types, for the inputs of a program. */
export interface DspyValues {
  /**
   * A `dspy.Image`: from a file (relative to the working directory of Jest), bytes, or an address, which nobody fetches.
   *
   * Throws INPUT_TYPE for a file that cannot be read, and for bytes of an unknown kind.
   *
   * @example
   * await program.execute({ picture: dspex.image('test/cat.png'), question: 'What is it?' });
   */
  image(source: MediaSource, options?: MediaOptions): DspyValue<{ url: string }>;
  /** A `dspy.Audio`: from a file or bytes. `format`, such as `wav` or `mp3`, defaults to the file's ending. Throws INPUT_TYPE. */
  audio(source: string | Uint8Array, options?: { readonly format?: string | undefined }): DspyValue<{ data: string; audio_format: string }>;
  /** A `dspy.File`: from a file or bytes. Throws INPUT_TYPE. */
  file(
    source: string | Uint8Array,
    options?: MediaOptions & { readonly filename?: string | undefined },
  ): DspyValue<{ file_data: string; filename?: string }>;
  /**
   * A `dspy.History`: the turns before, each with the fields of the signature.
   *
   * @example
   * await program.execute({ question: 'Are you sure?', history: dspex.history([{ question: 'Capital of France?', answer: 'Paris' }]) });
   */
  history(turns: readonly Readonly<Record<string, unknown>>[]): DspyValue<{ messages: readonly Readonly<Record<string, unknown>>[] }>;
}

const ADDRESS = /^(data:|https?:\/\/|gs:\/\/)/i;
const MIME_BY_ENDING: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
  html: 'text/html',
};
/** First bytes, in Latin-1, of what they begin. */
const MIME_BY_START: readonly (readonly [RegExp, string])[] = [
  [/^\x89PNG\r\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^GIF8/, 'image/gif'],
  [/^RIFF....WEBP/s, 'image/webp'],
  [/^%PDF-/, 'application/pdf'],
  [/^RIFF....WAVE/s, 'audio/wav'],
  [/^(ID3|\xff[\xfb\xf3\xf2])/, 'audio/mp3'],
  [/^OggS/, 'audio/ogg'],
  [/^fLaC/, 'audio/flac'],
];

export const dspyValues: DspyValues = {
  image(source, { mimeType } = {}) {
    const address = addressOf(source);
    if (address !== undefined) return dspyValue('dspy.Image', { url: address });
    return dspyValue('dspy.Image', { url: dataUri(contentOf(source as string | Uint8Array, 'image'), mimeType, 'image') });
  },
  audio(source, { format } = {}) {
    const content = contentOf(source, 'audio');
    const found = format ?? /^audio\/(.*)$/.exec(mimeByStart(content.bytes) ?? '')?.[1] ?? content.ending;
    if (found === undefined || found === '') throw unknownKind('audio', "dspex.audio(bytes, { format: 'wav' })");
    return dspyValue('dspy.Audio', { data: base64(content.bytes), audio_format: found });
  },
  file(source, { mimeType, filename } = {}) {
    const content = contentOf(source, 'file');
    const name = filename ?? content.name;
    const file_data = dataUri(content, mimeType ?? 'application/octet-stream', 'file', mimeType === undefined);
    return dspyValue('dspy.File', { file_data, ...(name === undefined ? {} : { filename: name }) });
  },
  history(turns) {
    if (!Array.isArray(turns) || !turns.every(isPlainObject)) throw noTurns(turns);
    return dspyValue('dspy.History', { messages: [...turns] });
  },
};

interface Content {
  readonly bytes: Uint8Array;
  readonly name?: string;
  /** Of its name, without the dot. */
  readonly ending?: string;
}

function addressOf(source: MediaSource): string | undefined {
  if (Object.prototype.toString.call(source) === '[object URL]') return String(source);
  return typeof source === 'string' && ADDRESS.test(source) ? source : undefined;
}

function contentOf(source: string | Uint8Array, what: keyof DspyValues): Content {
  if (ArrayBuffer.isView(source)) return { bytes: source };
  if (typeof source !== 'string') throw noSource(source, what);
  try {
    return { bytes: readFileSync(resolve(source)), name: basename(source), ending: extname(source).slice(1).toLowerCase() };
  } catch (cause) {
    throw new DspexError({
      code: 'INPUT_TYPE',
      what: `The file "${source}" cannot be read.`,
      why: (cause as Error).message,
      next: `dspex.${what}('path/from/the/working/directory')   // it is ${process.cwd()}`,
      cause,
    });
  }
}

function dataUri({ bytes, ending = '' }: Content, given: string | undefined, what: keyof DspyValues, guess = given === undefined): string {
  const mimeType = (guess ? (mimeByStart(bytes) ?? MIME_BY_ENDING[ending]) : undefined) ?? given;
  if (mimeType === undefined) throw unknownKind(what, `dspex.${what}(bytes, { mimeType: 'image/png' })`);
  return `data:${mimeType};base64,${base64(bytes)}`;
}

function mimeByStart(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16)).toString('latin1');
  return MIME_BY_START.find(([pattern]) => pattern.test(start))?.[1];
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function unknownKind(what: string, next: string): DspexError {
  return new DspexError({
    code: 'INPUT_TYPE',
    what: `Of what kind this ${what} is cannot be told.`,
    why: 'neither its first bytes nor a file name say it, and DSPy tells the model',
    next,
  });
}

function noSource(source: unknown, what: string): DspexError {
  return new DspexError({
    code: 'INPUT_TYPE',
    what: `What the ${what} is made of is ${String(source)}.`,
    why: 'it is a path or bytes, or for an image an address',
    next: `dspex.${what}('path/from/the/working/directory'), or dspex.${what}(buffer)`,
  });
}

function noTurns(turns: unknown): DspexError {
  return new DspexError({
    code: 'INPUT_TYPE',
    what: `The turns of a history are ${String(turns)}.`,
    why: 'they are a list of objects, each with the fields of the signature',
    next: "dspex.history([{ question: 'Capital of France?', answer: 'Paris' }])",
  });
}
