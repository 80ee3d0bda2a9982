import vm from 'node:vm';
import { callerFiles } from '../../shared/caller-files';
import type { LeakAction } from '../../shared/options/policies';
import type { AnyFunction } from '../../shared/stand-in';
import { type Restore, wrapMethod } from '../../shared/wrap-method';
import { OpenedAt } from './opened-at';

/** A file whose code may start something, also when it is over. It holds nothing of the file's world, which it may outlive. */
export interface FileOfCode {
  readonly file: string;
  readonly testPath: string;
  readonly action: LeakAction;
  /** LM hosts besides the known ones, and those that go through. */
  readonly hosts: readonly string[];
  readonly allowHosts: readonly string[];
  /** Takes out the secrets that the file knew of. */
  redact: (text: string) => string;
}

let running: FileOfCode | undefined;
/** A file of another environment runs, which tells us nothing: it has a world of its own. */
let anotherRuns = false;
/** By their test files' paths. */
const over = new Map<string, FileOfCode>();
/** LM hosts that files have named which are over. */
export const hostsOfThoseOver = new Set<string>();

export function beginFile(file: FileOfCode): void {
  running = file;
  over.delete(file.testPath);
}

/** Each environment makes a world for its file: one that is made after a file of ours is over is for somebody else's, or for our next. */
export function watchWorlds(): Restore {
  return wrapMethod(
    vm,
    'createContext',
    (original) =>
      function createContext(this: unknown, ...args: unknown[]) {
        anotherRuns = true;
        return Reflect.apply(original, this, args);
      },
  );
}

/** From now on what its timers and callbacks start is nobody's. */
export function endFile(file: FileOfCode): void {
  if (running === file) running = undefined;
  anotherRuns = false;
  over.delete(file.testPath);
  over.set(file.testPath, file);
  for (const host of file.hosts) hostsOfThoseOver.add(host);
}

/**
 * The file that is over, and whose code called. The stack says it: to follow a file's code through Node's async contexts would be seen on
 * every promise of its tests, and make each of their awaits dearer.
 */
export function fileThatIsOver(calledAs: AnyFunction): FileOfCode | undefined {
  if (over.size === 0) return undefined;
  if (running !== undefined && callerFiles(calledAs).includes(running.testPath)) return undefined;
  const openedAt = new OpenedAt(calledAs, '');
  if (running !== undefined && openedAt.isBelow(running.testPath)) return undefined;
  const named = [...over.values()].find(({ testPath }) => openedAt.isBelow(testPath));
  if (named !== undefined || running !== undefined || anotherRuns || !openedAt.isOfSandbox) return named;
  // A module of a file's, on a stack without the file: of the one that ended last.
  return [...over.values()].at(-1);
}
