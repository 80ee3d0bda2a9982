import { readdirSync, readFileSync } from 'node:fs';

/** What a process of a run is, as far as it can be told from outside. */
export type Role = 'jest' | 'worker' | 'keeper' | 'reaper' | 'fork server' | 'python' | 'grandchild';

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
  if (parent === 'fork server') return 'python';
  if (parent !== 'jest') return 'grandchild';
  const command = read(`/proc/${pid}/cmdline`);
  if (command.includes('dspex_bridge.reaper')) return 'reaper';
  return command.includes('keeper-program') ? 'keeper' : command.includes('processChild') ? 'worker' : 'grandchild';
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
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
