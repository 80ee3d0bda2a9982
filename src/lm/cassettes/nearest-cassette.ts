import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { CanonicalRequest } from './canonical-form';
import { isLeft } from './cassette';
import type { CassetteFolder } from './cassette-folder';
import { type CassetteOwner, ownerFolder } from './cassette-path';
import { changedLines, comparable, unifiedDiff } from './compare-texts';
import { readableRequest } from './readable-request';
import { requestOf } from './recorded-request';

/** A cassette that would have answered, but for what differs. */
export interface NearestCassette {
  readonly path: string;
  readonly recorded: CanonicalRequest;
  /** It has a part of a stream alone. */
  readonly isLeft: boolean;
  /** What differs, as a unified diff; '' when nothing does. */
  readonly diff: string;
  /** The changed lines alone: equal for all calls that miss for the same reason. */
  readonly difference: string;
  readonly differenceKey: string;
}

/** More files, or longer ones, are not held against a call: a miss is explained at once, or not at all. */
const MOST_COMPARED = 50;
const MOST_CHARACTERS = 4_000_000;
/** Changed lines that the run is told of. */
const MOST_TOLD = 100;

interface Compared {
  readonly path: string;
  readonly recorded: CanonicalRequest;
  readonly isLeft: boolean;
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
  const asked = comparable(readableRequest(request));
  let left = MOST_CHARACTERS;
  let nearest: Compared | null = null;
  for (const path of await neighbours(folder, owner)) {
    if (left <= 0) break;
    const compared = await compare(folder, path, asked);
    left -= compared?.text.length ?? 0;
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
  const recorded = requestOf(cassette);
  const text = comparable(readableRequest(recorded));
  return { path, recorded, isLeft: isLeft(cassette), text, lines: changedLines(text, asked) };
}

function difference({ path, recorded, isLeft: left, text, lines }: Compared, asked: string): NearestCassette {
  const changed = lines.join('\n');
  return {
    path,
    recorded,
    isLeft: left,
    diff: lines.length === 0 ? '' : unifiedDiff(text, asked),
    difference: lines.slice(0, MOST_TOLD).join('\n'),
    differenceKey: createHash('sha256').update(changed).digest('hex').slice(0, 12),
  };
}
