import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Cassette } from '../lm/cassette';
import { CassetteFolder, parseCassette } from '../lm/cassette-folder';
import { readLastRun } from '../lm/last-run';
import { orphansIn } from '../lm/orphans';
import type { Redactor } from '../lm/redact';
import type { CassetteProject } from './projects';

/** What is wrong with a cassette, worst first; `ok` when nothing is. */
export type CassetteState = 'secret' | 'corrupt' | 'orphaned' | 'unused' | 'old' | 'ok';

export interface ListedCassette {
  readonly project: CassetteProject;
  /** Relative to the folder. */
  readonly path: string;
  /** Relative to rootDir. */
  readonly shown: string;
  readonly state: CassetteState;
  /** Null where it cannot be read. */
  readonly cassette: Cassette | null;
  readonly problem: string | null;
}

const DAY_MS = 86_400_000;

/** Every cassette of a project, with what is wrong with it. */
export async function cassettesOf(project: CassetteProject, redactor: Redactor, env: NodeJS.ProcessEnv): Promise<ListedCassette[]> {
  const { rootDir, folder, maxAgeDays } = project;
  const known: Known = {
    redactor,
    orphans: new Set(await orphansIn(folder, rootDir)),
    unused: readLastRun(rootDir, env),
    oldest: Date.now() - maxAgeDays * DAY_MS,
  };
  const paths = await new CassetteFolder(folder).list();
  return Promise.all(paths.map((path) => listed(project, path, known)));
}

interface Known {
  readonly redactor: Redactor;
  readonly orphans: ReadonlySet<string>;
  readonly unused: ReadonlySet<string>;
  /** Recorded before it: old. */
  readonly oldest: number;
}

async function listed(project: CassetteProject, path: string, known: Known): Promise<ListedCassette> {
  const absolute = join(project.folder, path);
  const shown = relative(project.rootDir, absolute).split('\\').join('/');
  const text = await readFile(absolute, 'utf8');
  if (!known.redactor.isClean(text)) {
    const { cassette } = parsed(text, absolute);
    return { project, path, shown, cassette, state: 'secret', problem: 'it holds what looks like a key or a token' };
  }
  const { cassette, problem } = parsed(text, absolute);
  if (cassette === null) return { project, path, shown, cassette, state: 'corrupt', problem };
  return { project, path, shown, cassette, state: stateOf(cassette, path, shown, known), problem: null };
}

function stateOf({ recordedAt }: Cassette, path: string, shown: string, { orphans, unused, oldest }: Known): CassetteState {
  if (orphans.has(path)) return 'orphaned';
  if (unused.has(shown)) return 'unused';
  return Date.parse(recordedAt) < oldest ? 'old' : 'ok';
}

function parsed(text: string, path: string): { cassette: Cassette | null; problem: string | null } {
  try {
    return { cassette: parseCassette(text, path), problem: null };
  } catch (error) {
    return { cassette: null, problem: (error as { parts?: { why: string } }).parts?.why ?? (error as Error).message };
  }
}
