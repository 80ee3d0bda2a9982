import { AsyncLocalStorage } from 'node:async_hooks';
import childProcess from 'node:child_process';
import { shortCommand, ticksNow } from '../../resources/os/process-table';
import { isOurs } from '../../resources/os/start-process';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import type { LeakAction } from '../../shared/options/policies';
import { OpenedAt } from './opened-at';
import { type AnyFunction, type Restore, wrapMethod } from './wrap-method';

/** What the tests and hooks of a file carry along, their timers and callbacks too. Holds nothing of the file's world: it may outlive it. */
export interface FileMark {
  readonly file: string;
  readonly testPath: string;
  readonly action: LeakAction;
  /** The file is torn down. */
  isOver: boolean;
  /** Takes out the secrets that it knew of. */
  redact: (text: string) => string;
}

const storage = new AsyncLocalStorage<FileMark>();

/** Not entered for the whole file: under `-i` it would stay with Jest itself, and with its reporters. */
export function carrying<T>(mark: FileMark, work: () => T): T {
  return storage.run(mark, work);
}

/** The file whose code runs now, where it is over. */
export function lateFile(): FileMark | undefined {
  const mark = storage.getStore();
  return mark?.isOver === true ? mark : undefined;
}

/** True in a test or a hook of a file, and in what they began. */
export function carriesMark(): boolean {
  return storage.getStore() !== undefined;
}

/** Writes down what code of a file starts when that is over, so that the run ends and tells it: no test is left that could. */
export function watchLateProcesses(claims: () => WorkerProcesses): Restore {
  const note = (late: FileMark, start: { pid: number | null; command: string; openedAt: OpenedAt }, since: number): void => {
    const { file, action, redact } = late;
    const told = {
      file,
      command: shortCommand(start.command, redact),
      openedAt: start.openedAt.place,
      isCharged: action === 'fail',
      since,
    };
    // Off: it is ended, and nobody wants to know.
    claims().noteStarted(start.pid, action === 'off' ? undefined : told);
  };
  const restores = [
    wrapMethod(childProcess.ChildProcess.prototype as unknown as { spawn: AnyFunction }, 'spawn', (original) => {
      return function spawn(this: childProcess.ChildProcess, ...args) {
        const late = isOurs() ? undefined : lateFile();
        if (late === undefined) return Reflect.apply(original, this, args);
        const openedAt = new OpenedAt(spawn, late.testPath);
        const since = ticksNow();
        const started = claims().starting(() => Reflect.apply(original, this, args));
        if (this.pid !== undefined) note(late, { pid: this.pid, command: this.spawnargs.join(' '), openedAt }, since);
        return started;
      };
    }),
    ...(['spawnSync', 'execSync', 'execFileSync'] as const).map((name) =>
      wrapMethod(childProcess, name, (original) => {
        return function spawnSync(this: unknown, ...args) {
          const late = isOurs() ? undefined : lateFile();
          if (late === undefined) return Reflect.apply(original, this, args);
          note(late, { pid: null, command: String(args[0]), openedAt: new OpenedAt(spawnSync, late.testPath) }, ticksNow());
          return claims().starting(() => Reflect.apply(original, this, args));
        };
      }),
    ),
  ];
  return () => {
    for (const restore of restores) restore();
  };
}
