import { AsyncLocalStorage } from 'node:async_hooks';
import type { LeakAction } from '../../shared/options/policies';

/** The file whose code runs: its tests and hooks carry it along, their timers and callbacks too. It holds nothing of the file's world, which it may outlive. */
export interface FileOfCode {
  readonly file: string;
  readonly testPath: string;
  readonly action: LeakAction;
  /** The file is torn down. */
  isOver: boolean;
  /** Takes out the secrets that the file knew of. */
  redact: (text: string) => string;
}

const storage = new AsyncLocalStorage<FileOfCode>();

/** Not entered for the whole file: under `-i` it would stay with Jest itself, and with its reporters. */
export function runAsCodeOf<T>(file: FileOfCode, work: () => T): T {
  return storage.run(file, work);
}

/** The file whose code runs now, where that file is over. */
export function fileThatIsOver(): FileOfCode | undefined {
  const file = storage.getStore();
  return file?.isOver === true ? file : undefined;
}

/** True in a test or a hook of a file, and in what they began. */
export function isCodeOfFile(): boolean {
  return storage.getStore() !== undefined;
}
