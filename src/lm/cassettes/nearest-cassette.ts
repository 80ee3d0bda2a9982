import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { createTwoFilesPatch, diffLines } from 'diff';
import type { CanonicalRequest } from './canonical-request';
import type { CassetteFolder } from './cassette-folder';
import { type CassetteOwner, ownerFolder } from './cassette-path';
import { readableRequest } from './readable-request';
import { requestOf } from './recorded-request';

/** A cassette that would have answered, but for what differs. */
export interface NearestCassette {
  readonly path: string;
  /** What differs, as a unified diff; '' when nothing does. */
  readonly diff: string;
  /** The changed lines alone: equal for all calls that miss for the same reason. */
  readonly difference: string;
  readonly differenceKey: string;
}

/** More files than these are not held against a call: a miss is explained at once, or not at all. */
const MOST_COMPARED = 50;

interface Compared {
  readonly path: string;
  readonly text: string;
  /** What differs, line by line. */
  readonly lines: readonly string[];
}

/** The cassette that comes nearest to a request: of the same test, else of the same file. */
export async function nearestCassette(
  folder: CassetteFolder,
  owner: CassetteOwner,
  request: CanonicalRequest,
): Promise<NearestCassette | null> {
  const asked = readableRequest(request);
  let nearest: Compared | null = null;
  for (const path of await neighbours(folder, owner)) {
    const compared = await compare(folder, path, asked);
    if (compared !== null && (nearest === null || compared.lines.length < nearest.lines.length)) nearest = compared;
  }
  return nearest === null ? null : difference(nearest, asked);
}

async function neighbours(folder: CassetteFolder, owner: CassetteOwner): Promise<string[]> {
  const own = ownerFolder(owner);
  const ofTest = await folder.list(own);
  return (ofTest.length > 0 ? ofTest : await folder.list(dirname(own))).slice(0, MOST_COMPARED);
}

/** Null for a file that cannot be read: `cassettes verify` names it, and here it is no candidate. */
async function compare(folder: CassetteFolder, path: string, asked: string): Promise<Compared | null> {
  const cassette = await folder.read(path).catch(() => null);
  if (cassette === null) return null;
  const text = readableRequest(requestOf(cassette));
  return { path, text, lines: changedLines(text, asked) };
}

function difference({ path, text, lines }: Compared, asked: string): NearestCassette {
  const changed = lines.join('\n');
  return {
    path,
    diff: lines.length === 0 ? '' : unified(text, asked),
    difference: changed,
    differenceKey: createHash('sha256').update(changed).digest('hex').slice(0, 12),
  };
}

function changedLines(from: string, to: string): string[] {
  return diffLines(from, to).flatMap(({ added, removed, value }) => {
    if (!added && !removed) return [];
    return value.split('\n').flatMap((line) => (line.trim() === '' ? [] : [`${added ? '+' : '-'} ${line.trim()}`]));
  });
}

function unified(from: string, to: string): string {
  const patch = createTwoFilesPatch('recorded', 'asked now', from, to, undefined, undefined, { context: 2 });
  return patch.split('\n').slice(1).join('\n').trimEnd();
}
