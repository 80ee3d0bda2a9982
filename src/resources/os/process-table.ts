import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { orSystemError, systemError } from '../../shared/system-error';

/** One running process, as the kernel tells it. Zombies are not running, but for those whose other threads are: they hold all it had. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks since boot: with the pid it names one process, whatever is reused later. */
  readonly start: number;
}

/** False on macOS and Windows: there a process is known by its pid alone. */
export const HAS_PROC = process.platform === 'linux';

const TICKS_PER_SECOND = 100;
/** It ended before or while it was read, or is another user's. */
const UNREADABLE = ['ENOENT', 'ESRCH', 'EIO', 'EACCES', 'EPERM'];

/** Every running process; empty where there is no /proc. */
export function processTable(): ProcessRow[] {
  if (!HAS_PROC) return [];
  return orSystemError('Looking at the processes', () => readdirSync('/proc')).flatMap((name) => {
    const row = /^\d+$/.test(name) ? processRow(Number(name)) : undefined;
    return row === undefined ? [] : [row];
  });
}

/** Undefined: it has ended, or is a zombie. Fields: proc_pid_stat(5), from the third on. */
export function processRow(pid: number): ProcessRow | undefined {
  const stat = readProc(pid, 'stat');
  // The name in brackets may hold anything, a bracket too: the fields stand behind the last one.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined || fields[0] === 'X' || (fields[0] === 'Z' && Number(fields[17]) <= 1)) return undefined;
  const [parent, group, session] = fields.slice(1, 4).map(Number) as [number, number, number];
  return { pid, parent, group, session, start: Number(fields[19]) };
}

/** By SIGSTOP or a terminal, until SIGCONT. */
export function isStopped(pid: number): boolean {
  return /\) T /.test(readProc(pid, 'stat') ?? '');
}

/** Now, as the start of a process that begins now would be told. */
export function ticksNow(): number {
  if (!HAS_PROC) return 0;
  return Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * TICKS_PER_SECOND) - 1;
}

/** A process's command line for a message, shortened. While it starts or ends it has none, but a name. */
export function commandOf(pid: number, redact: (text: string) => string): string {
  const words = readProc(pid, 'cmdline')?.split('\0').filter(Boolean).join(' ') || (readProc(pid, 'comm')?.trim() ?? '');
  return words === '' ? `pid ${pid}` : shortCommand(words, redact);
}

/** At most 80 characters of it. Cut last: of a secret that was cut, what is left is found by nobody. */
export function shortCommand(words: string, redact: (text: string) => string): string {
  const clean = redact(words);
  return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}

/** Text of /proc/<pid>/<name>; undefined when the process has ended meanwhile, or is another user's. */
export function readProc(pid: number | 'self', name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    // Any other says nothing about the process: it must not be taken for one that ended.
    if (UNREADABLE.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw systemError(error, 'Looking at a process') ?? error;
  }
}

export function isOfThisUser(pid: number): boolean {
  try {
    return statSync(`/proc/${pid}`).uid === process.getuid?.();
  } catch {
    return false;
  }
}

/** False too for one that has ended, or does not say. */
export function isInThisPidNamespace(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`) === readlinkSync('/proc/self/ns/pid');
  } catch {
    return false;
  }
}

/** Everything below `roots`, leaves first, the roots themselves at the end. */
export function treeOf(roots: readonly number[], table: readonly ProcessRow[]): ProcessRow[] {
  const children = new Map<number, ProcessRow[]>();
  for (const row of table) children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  const seen = new Set<number>();
  const found: ProcessRow[] = [];
  const visit = (row: ProcessRow): void => {
    if (seen.has(row.pid)) return;
    seen.add(row.pid);
    for (const child of children.get(row.pid) ?? []) visit(child);
    found.push(row);
  };
  for (const row of table) if (roots.includes(row.pid)) visit(row);
  return found;
}
