import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { makeFolder } from '../shared/make-folder';

/** What V8 made of one source. */
export interface Compiled {
  /** CRC-32 of the source, as Node's own cache of compiled code has it: V8 itself compares lengths only. */
  readonly source: number;
  readonly data: Buffer;
  /** CRC-32 of the data: a disk that ran full leaves halves. */
  readonly sum: number;
}

interface Entry extends Omit<Compiled, 'data'> {
  readonly name: string;
  readonly size: number;
}

const LENGTH_BYTES = 4;

/** A file of compiled sources: the length of a list as 32 bits, the list as JSON, and the data of its entries, one after the other. */
export function readCode(file: string): Map<string, Compiled> {
  if (!isPrivate(dirname(file))) return new Map();
  const bytes = readFileSync(file);
  const begin = LENGTH_BYTES + bytes.readUInt32LE(0);
  const found = new Map<string, Compiled>();
  let at = begin;
  for (const { name, source, sum, size } of JSON.parse(bytes.toString('utf8', LENGTH_BYTES, begin)) as Entry[]) {
    found.set(name, { source, data: bytes.subarray(at, at + size), sum });
    at += size;
  }
  return found;
}

/** By rename: who reads meanwhile finds the old file or the new one. */
export function writeCode(file: string, compiled: ReadonlyMap<string, Compiled>): void {
  const folder = dirname(file);
  makeFolder(folder, 0o700);
  if (!isPrivate(folder)) return;
  const entries = [...compiled].map(([name, { data, ...rest }]): Entry => ({ name, ...rest, size: data.length }));
  const list = Buffer.from(JSON.stringify(entries));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(list.length);
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, Buffer.concat([length, list, ...[...compiled.values()].map(({ data }) => data)]), { mode: 0o600 });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

export function compiledOf(source: number, data: Buffer): Compiled {
  return { source, data, sum: crc32(data) };
}

/** Code runs that lies there: nobody else may write into it. */
function isPrivate(folder: string): boolean {
  const { uid, mode } = lstatSync(folder);
  return uid === process.getuid?.() && (mode & 0o077) === 0;
}
