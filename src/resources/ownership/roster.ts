import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../shared/make-folder';
import { orSystemError } from '../../shared/system-error';
import type { KnownProcess } from '../os/known-process';
import type { LateStart } from './late-processes';
import { type ProcessIdentity, thisProcess } from './process-identity';
import { rosterPath } from './runs';

const WRITING = 'Writing down what a test starts';

/** A line of a roster. */
export type RosterEntry = { readonly owner: ProcessIdentity } | { readonly mark: number } | StartedEntry;

interface StartedEntry {
  /** Null: it has ended already, and may have left another. */
  readonly started: KnownProcess | null;
  /** Its file was over. */
  readonly late?: LateStart | undefined;
}

/**
 * What a worker has started, written down before anything can happen to it, so that whoever survives can end it: the host when the
 * worker's socket closes, the watchdog when the host dies, the sweep of the next run when nobody was left.
 */
export class Roster {
  private isOpen = false;

  private constructor(private readonly path: string) {}

  /** This worker's, of this run. Nothing is written until it is opened. */
  static of(runId: string): Roster {
    return new Roster(rosterPath(runId, thisProcess().pid));
  }

  /** From now on whoever survives this worker knows that it may have claimed something. */
  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    orSystemError(
      WRITING,
      () => {
        makeFolder(dirname(this.path), 0o700);
        appendFileSync(this.path, `${JSON.stringify({ owner: thisProcess() })}\n`, { mode: 0o600 });
      },
      this.path,
    );
  }

  noteMark(mark: number): void {
    this.append({ mark });
  }

  noteStarted(started: KnownProcess | null, late?: LateStart): void {
    this.append({ started, late });
  }

  private append(entry: RosterEntry): void {
    this.open();
    orSystemError(WRITING, () => appendFileSync(this.path, `${JSON.stringify(entry)}\n`), this.path);
  }
}
