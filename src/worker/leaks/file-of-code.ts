import type { LeakAction } from '../../shared/options/policies';
import type { AnyFunction } from '../../shared/stand-in';
import { OpenedAt } from './opened-at';

/** A file whose code may start something, also when it is over. It holds nothing of the file's world, which it may outlive. */
export interface FileOfCode {
  readonly file: string;
  readonly testPath: string;
  readonly action: LeakAction;
  /** Takes out the secrets that the file knew of. */
  redact: (text: string) => string;
}

let running: FileOfCode | undefined;
/** By their test files' paths. */
const over = new Map<string, FileOfCode>();

export function beginFile(file: FileOfCode): void {
  running = file;
  over.delete(file.testPath);
}

/** From now on what its timers and callbacks start is nobody's. */
export function endFile(file: FileOfCode): void {
  if (running === file) running = undefined;
  over.delete(file.testPath);
  over.set(file.testPath, file);
}

/**
 * The file that is over, and whose code called. The stack says it: to follow a file's code through Node's async contexts would be seen on
 * every promise of its tests, and make each of their awaits dearer.
 */
export function fileThatIsOver(calledAs: AnyFunction): FileOfCode | undefined {
  if (over.size === 0) return undefined;
  const openedAt = new OpenedAt(calledAs, '');
  if (running !== undefined && openedAt.isBelow(running.testPath)) return undefined;
  const named = [...over.values()].find(({ testPath }) => openedAt.isBelow(testPath));
  if (named !== undefined || running !== undefined || !openedAt.isOfSandbox) return named;
  // A module of a file's, on a stack without the file: of the one that ended last.
  return [...over.values()].at(-1);
}
