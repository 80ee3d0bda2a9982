import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a process of a run is, as far as it can be told from outside. A template: a Python of which a copy waits for its owner. */
export type Role = 'jest' | 'worker' | 'watchdog' | 'reaper' | 'fork server' | 'spare' | 'template' | 'python' | 'grandchild';

export interface RunProcess {
  readonly pid: number;
  readonly parent: number;
  readonly role: Role;
}

/** The processes below Jest's main process, each with its role. Zombies and what ended meanwhile are left out. */
export function processesBelow(main: number): RunProcess[] {
  const children = childrenByParent();
  const found: RunProcess[] = [{ pid: main, parent: 0, role: 'jest' }];
  for (const process of found) {
    for (const pid of children.get(process.pid) ?? []) found.push({ pid, parent: process.pid, role: roleOf(pid, process.role) });
  }
  return found;
}

function roleOf(pid: number, parent: Role): Role {
  if (parent === 'reaper') return 'fork server';
  if (parent === 'fork server') return pythonRoleOf(pid);
  if (parent !== 'jest') return 'grandchild';
  const command = read(`/proc/${pid}/cmdline`);
  if (command.includes('/dspex_bridge/start.py')) return 'reaper';
  return command.includes('watchdog-program') ? 'watchdog' : command.includes('processChild') ? 'worker' : 'grandchild';
}

/** One without an owner has one thread; who has one has a second, which reads what the owner sends. */
function pythonRoleOf(pid: number): Role {
  const [, threads] = /^Threads:\s+(\d+)/m.exec(read(`/proc/${pid}/status`)) ?? [];
  if (threads === '1') return 'spare';
  // The socket at which a copy waits is named after the process that it was made from.
  const isCopied = namesBeside(`/proc/${pid}/fd/1`).some((name) => name.startsWith(`${pid.toString(16)}.`));
  return isCopied ? 'template' : 'python';
}

function namesBeside(link: string): string[] {
  return unlessGone(() => readdirSync(dirname(readlinkSync(link)))) ?? [];
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // pid (name) state parent …: the name may hold anything, a bracket too.
    const [state, parent] = read(`/proc/${name}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ');
    if (parent === undefined || state === 'Z') continue;
    children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)]);
  }
  return children;
}

/** '' for a process that ended meanwhile. */
function read(path: string): string {
  return unlessGone(() => readFileSync(path, 'utf8')) ?? '';
}

function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
