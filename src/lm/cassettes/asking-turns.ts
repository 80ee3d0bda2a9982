import { join, relative } from 'node:path';
import { DspexError } from '../../shared/errors';
import { quoted } from '../../shared/jest-command';
import { orSystemErrorLater } from '../../shared/system-error';
import { newMark, otherMarks, setMark } from './asking-mark';
import type { CassetteFolder } from './cassette-folder';

/** What tells processes apart, of this run and of others. */
export interface AskingProcess {
  /** This one, for others to read. */
  readonly name: () => string;
  /** False only where it is certain that the process which gave that name has ended. */
  readonly isAlive: (name: string) => boolean;
  readonly sleep: (ms: number) => Promise<void>;
  /** The longest that a call waits for what another process asks. */
  readonly maxWaitMs: number;
}

/**
 * Whose turn it is to ask the model for a recording. Processes of several runs may miss the same one at once: one of them asks and pays,
 * the others wait and play what it recorded.
 *
 * Each has a mark of its own beside the recording, and may ask when there is no other. So anybody may remove the mark of a process that
 * was killed, at any moment, and no two ever have the turn.
 */
export class AskingTurns {
  constructor(
    private readonly folder: CassetteFolder,
    private readonly processes: AskingProcess,
  ) {}

  /** Resolved when it is this call's turn; gives what ends it. Throws WAIT_TOO_LONG, and what the system refuses. */
  take(path: string): Promise<() => Promise<void>> {
    const recording = join(this.folder.root, path);
    return orSystemErrorLater('Marking whose turn it is to ask the model', () => this.turnOf(recording), recording);
  }

  private async turnOf(recording: string): Promise<() => Promise<void>> {
    const { maxWaitMs, sleep, isAlive } = this.processes;
    const mark = newMark(recording);
    for (const since = performance.now(); ; ) {
      if (await this.tryTake(recording, mark)) return () => this.remove(mark);
      const waitedMs = performance.now() - since;
      if (waitedMs > maxWaitMs) throw waitedTooLong(waitedMs, (await otherMarks(recording, mark, isAlive))[0] ?? recording);
      // Two that withdrew at once come back apart.
      await sleep(10 + Math.random() * 30);
    }
  }

  /** The mark is there before the others are looked for: of two that do so at once, at least one sees the other, and withdraws. */
  private async tryTake(recording: string, mark: string): Promise<boolean> {
    const { name, isAlive } = this.processes;
    const isFree = async (): Promise<boolean> => (await otherMarks(recording, mark, isAlive)).length === 0;
    if (!(await isFree())) return false;
    await setMark(mark, name());
    if (await isFree()) return true;
    await this.remove(mark);
    return false;
  }

  private remove(mark: string): Promise<void> {
    return this.folder.remove(relative(this.folder.root, mark));
  }
}

function waitedTooLong(waitedMs: number, mark: string): DspexError {
  return new DspexError({
    code: 'WAIT_TOO_LONG',
    what: `A test waited ${Math.round(waitedMs)} ms for an answer that another process asks for.`,
    why: `another run asks the model for the same call of the same test, and nothing is paid for twice; dspex.maxWaitMs bounds the wait`,
    next: `let the other run end, and run again   # if there is none: rm ${quoted(mark)}`,
  });
}
