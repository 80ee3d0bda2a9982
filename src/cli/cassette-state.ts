import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Cassette } from '../lm/cassettes/cassette';
import { CassetteFolder } from '../lm/cassettes/cassette-folder';
import { parseCassette } from '../lm/cassettes/cassette-text';
import { type FormerCassette, type MovedCassette, readLastRuns } from '../lm/cassettes/last-run';
import { orphansIn } from '../lm/cassettes/orphans';
import type { Redactor } from '../lm/secrets/redact';
import { posixPath } from '../shared/posix-path';
import type { CassetteProject } from './config/projects';

/** What is wrong with a cassette, worst first; `ok` when nothing is. */
const CASSETTE_STATES = ['secret', 'corrupt', 'orphaned', 'moved', 'unused', 'old', 'ok'] as const;
type CassetteState = (typeof CASSETTE_STATES)[number];

export interface ListedCassette {
  readonly project: CassetteProject;
  /** Relative to the folder of cassettes. */
  readonly path: string;
  /** As it is typed in the working directory. */
  readonly shown: string;
  readonly state: CassetteState;
  /** Null where it cannot be read. */
  readonly cassette: Cassette | null;
  /** In words; null when nothing is wrong. */
  readonly problem: string | null;
  /** Where it belongs, when it is `moved`. */
  readonly moved: MovedCassette | null;
  /** What the last run of its test asked, when it is of version 1 and answered that. */
  readonly former: FormerCassette | null;
}

interface StateParts {
  readonly redactor: Redactor;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

const DAY_MS = 86_400_000;

/** Every cassette of a project, with what is wrong with it. */
export async function cassettesOf(project: CassetteProject, { redactor, env, cwd }: StateParts): Promise<ListedCassette[]> {
  const folder = new CassetteFolder(project.root);
  const runs = readLastRuns(project.root, env);
  const known: Known = {
    cwd,
    redactor,
    fileGone: new Set(await orphansIn(folder, project.base)),
    testGone: new Set(runs.flatMap(({ gone }) => gone)),
    unused: new Set(runs.flatMap(({ unused }) => unused)),
    moved: new Map(runs.flatMap(({ moved }) => moved.map((entry) => [entry.from, entry]))),
    former: new Map(runs.flatMap(({ former }) => former.map((entry) => [entry.from, entry]))),
    oldest: Date.now() - project.maxAgeDays * DAY_MS,
  };
  const listed: ListedCassette[] = [];
  for (const path of await folder.list()) listed.push(await describe(project, path, known));
  return listed;
}

interface Known {
  readonly cwd: string;
  readonly redactor: Redactor;
  readonly fileGone: ReadonlySet<string>;
  /** By the last run of the file. */
  readonly testGone: ReadonlySet<string>;
  readonly unused: ReadonlySet<string>;
  readonly moved: ReadonlyMap<string, MovedCassette>;
  readonly former: ReadonlyMap<string, FormerCassette>;
  /** Recorded before it: old. */
  readonly oldest: number;
}

async function describe(project: CassetteProject, path: string, known: Known): Promise<ListedCassette> {
  const absolute = join(project.root, path);
  const text = await readFile(absolute, 'utf8');
  const { cassette, problem } = parsed(text, absolute);
  const found = {
    project,
    path,
    shown: posixPath(relative(known.cwd, absolute)),
    cassette,
    moved: known.moved.get(path) ?? null,
    former: known.former.get(path) ?? null,
  };
  if (!known.redactor.isClean(text)) return { ...found, state: 'secret', problem: 'it holds what looks like a key or a token' };
  if (cassette === null) return { ...found, state: 'corrupt', problem };
  return { ...found, ...stateOf(cassette, path, known) };
}

function stateOf({ recordedAt, test }: Cassette, path: string, known: Known): Pick<ListedCassette, 'state' | 'problem'> {
  const gone = goneOf(test, path, known);
  const moved = known.moved.get(path);
  if (gone !== null && moved !== undefined) return { state: 'moved', problem: `it was played for "${moved.test.name ?? moved.test.file}"` };
  if (gone !== null) return { state: 'orphaned', problem: gone };
  if (known.unused.has(path)) return { state: 'unused', problem: 'the last run of its test did not ask for it' };
  if (Date.parse(recordedAt) < known.oldest) return { state: 'old', problem: `it was recorded on ${recordedAt.slice(0, 10)}` };
  return { state: 'ok', problem: null };
}

function goneOf({ file, name }: Cassette['test'], path: string, { fileGone, testGone }: Known): string | null {
  if (fileGone.has(path)) return `the test file ${file} is gone`;
  return testGone.has(path) ? `${file} has no test "${name ?? ''}" any more` : null;
}

function parsed(text: string, path: string): { cassette: Cassette | null; problem: string | null } {
  try {
    return { cassette: parseCassette(text, path), problem: null };
  } catch (error) {
    return { cassette: null, problem: (error as { parts?: { why: string } }).parts?.why ?? (error as Error).message };
  }
}
