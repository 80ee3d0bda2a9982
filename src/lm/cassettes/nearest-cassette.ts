import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { createTwoFilesPatch, diffLines } from 'diff';
import type { CanonicalRequest } from './canonical-request';
import type { CassetteFolder } from './cassette-folder';
import { type CassetteOwner, ownerFolder } from './cassette-path';
import { readableRequest } from './readable-request';
import { requestOf } from './recorded-request';

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

/** The cassette that comes nearest to a request: of the same test, else of the same file. */
export async function nearestCassette(
  folder: CassetteFolder,
  owner: CassetteOwner,
  request: CanonicalRequest,
): Promise<NearestCassette | null> {
  const own = ownerFolder(owner);
  const ofTest = await folder.list(own);
  const paths = (ofTest.length > 0 ? ofTest : await folder.list(dirname(own))).slice(0, MOST_COMPARED);
  const asked = readableRequest(request);
  let nearest: { path: string; text: string; changed: number } | undefined;
  for (const path of paths) {
    // A file that cannot be read is named by `cassettes verify`; here it is no candidate.
    const cassette = await folder.read(path).catch(() => null);
    if (cassette === null) continue;
    const text = readableRequest(requestOf(cassette));
    const changed = changedLines(text, asked).length;
    if (nearest === undefined || changed < nearest.changed) nearest = { path, text, changed };
  }
  if (nearest === undefined) return null;
  const lines = changedLines(nearest.text, asked);
  const difference = lines.join('\n');
  return {
    path: nearest.path,
    diff: lines.length === 0 ? '' : unified(nearest.text, asked),
    difference,
    differenceKey: createHash('sha256').update(difference).digest('hex').slice(0, 12),
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
