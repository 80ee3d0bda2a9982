import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Code of a fixture's: calls back when its file is torn down, whenever that is. */
export const WHEN_OVER = `const whenOver = (start) => {
  const { dspex } = require('@dspex/jest-preset');
  const looking = setInterval(() => {
    try { dspex.namespace; } catch { clearInterval(looking); start(); }
  }, 10);
};`;

export interface LeftBehind {
  readonly processes: readonly string[];
  readonly files: readonly string[];
}

/**
 * What a run left behind: processes that carry its temp folder in their environment or command line, what is in that folder, and where
 * runs are written down. Zombies do not count: they hold nothing.
 */
export function leftBehind(tmp: string): LeftBehind {
  return { processes: processesOf(tmp), files: [...readdirSync(tmp), ...registrationsOf(tmp)] };
}

function registrationsOf(tmp: string): string[] {
  const runs = `/tmp/dspex-claims-${process.getuid?.()}/runs`;
  const names = unlessGone(() => readdirSync(runs)) ?? [];
  return names.filter((name) => read(`${runs}/${name}/owner.json`).includes(`"${tmp}/`)).map((name) => `${runs}/${name}`);
}

/** What has nobody to end it is still there then: of a busy machine, all else has had its turn. */
const LONG_OVER_MS = 10_000;

/** Polls until nothing is left, at most `withinMs`; then what is still there. */
export async function waitForNothing(tmp: string, withinMs = LONG_OVER_MS): Promise<LeftBehind> {
  const until = Date.now() + withinMs;
  for (;;) {
    const left = leftBehind(tmp);
    if ((left.processes.length === 0 && left.files.length === 0) || Date.now() > until) return left;
    await new Promise((go) => setTimeout(go, 20));
  }
}

/** Python processes of a run, by the folder their bridge lives in. */
export function processesOf(tmp: string): string[] {
  return (
    pids()
      .filter((pid) => isOf(pid, tmp))
      .map((pid) => `${pid} ${stateOf(pid)} ${read(`/proc/${pid}/cmdline`).split('\0').join(' ').slice(0, 120)}`)
      // One that ends while it is looked at is not left.
      .filter((told) => !/^\d+ Z? /.test(told))
  );
}

/** '' of one that is gone. */
function stateOf(pid: string): string {
  return /^State:\s+(\S)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? '';
}

function isOf(pid: string, tmp: string): boolean {
  if (stateOf(pid) === 'Z') return false;
  return read(`/proc/${pid}/environ`).includes(tmp) || read(`/proc/${pid}/cmdline`).includes(tmp) || cwdOf(pid).startsWith(tmp);
}

function pids(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
}

/** '' for a process that ended meanwhile. */
function read(path: string): string {
  return unlessGone(() => readFileSync(path, 'utf8')) ?? '';
}

function cwdOf(pid: string): string {
  return unlessGone(() => readlinkSync(`/proc/${pid}/cwd`)) ?? '';
}

function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
