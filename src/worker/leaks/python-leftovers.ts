import { shortCommand } from '../../resources/os/process-table';
import type { Leftover } from '../../shared/boundaries/bridge';
import type { Redact } from '../errors/redacted-error';
import { CURES } from './cures';
import type { Leak, LeakKind, Opener } from './leak';

/**
 * What Python itself tells that a context has left in a process which others use after it.
 *
 * Threads and processes are charged. A pool that Python opened at first use, a task of its loop, a program that another test did not wait
 * for: told, and charged to nobody, as in a process that tests share it may not be this one's.
 */
export class PythonLeftovers implements LeakKind {
  private readonly left = new Map<Opener, Leak[]>();

  constructor(private readonly redact: Redact) {}

  note(opener: Opener, leftovers: readonly Leftover[]): void {
    const leaks = leftovers.map(({ kind, what }) => ({
      kind: `Python ${kind}`,
      what: shortCommand(what, this.redact),
      openedAt: '',
      ...(['thread', 'process'].includes(kind) && { cure: CURES.python }),
    }));
    this.left.set(opener, [...(this.left.get(opener) ?? []), ...leaks]);
  }

  async endOf(opener: Opener): Promise<Leak[]> {
    const leaks = this.left.get(opener) ?? [];
    this.left.delete(opener);
    return leaks;
  }
}
