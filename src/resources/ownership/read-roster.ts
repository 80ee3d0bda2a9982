import { readFileSync } from 'node:fs';
import type { KnownProcess } from '../os/known-process';
import type { LateProcess } from './late-processes';
import type { ProcessIdentity } from './process-identity';
import type { RosterEntry } from './roster';

/** A roster as whoever survives its worker reads it. */
export interface ReadRoster {
  /** The worker. */
  readonly owner: ProcessIdentity;
  readonly mark: number | null;
  readonly started: readonly KnownProcess[];
  readonly late: readonly LateProcess[];
}

/** Undefined: there is none, or it does not say whose it is. */
export function readRoster(path: string): ReadRoster | undefined {
  const entries = linesOf(path).flatMap((line) => entryIn(line) ?? []);
  const owner = entries.flatMap((entry) => ('owner' in entry ? [entry.owner] : [])).at(-1);
  if (owner === undefined) return undefined;
  const mark = entries.flatMap((entry) => ('mark' in entry ? [entry.mark] : [])).at(-1) ?? null;
  const starts = entries.flatMap((entry) => ('started' in entry ? [entry] : []));
  const started = starts.flatMap((entry) => entry.started ?? []);
  const late = starts.flatMap((entry) => (entry.late === undefined ? [] : [{ known: entry.started, late: entry.late }]));
  return { owner, mark, started, late };
}

/** A last line that was cut off by a kill is no line. */
function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Undefined for what no worker of ours has written: a full disk, a crash of the machine. What the other lines say holds. */
function entryIn(line: string): RosterEntry | undefined {
  try {
    const read = JSON.parse(line) as Partial<Record<'owner' | 'mark' | 'started', unknown>>;
    return isProcess(read.owner) || typeof read.mark === 'number' || isProcess(read.started) || read.started === null
      ? (read as RosterEntry)
      : undefined;
  } catch {
    return undefined;
  }
}

function isProcess(value: unknown): value is KnownProcess {
  return typeof (value as KnownProcess | null | undefined)?.pid === 'number';
}
