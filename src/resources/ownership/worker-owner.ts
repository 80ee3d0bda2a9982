import type { ProcessRow } from '../os/process-table';
import { ProcessOwner } from './process-owner';
import type { ReadRoster } from './read-roster';
import { markedBy } from './worker-mark';

/** The owner of all that a worker has started, as the worker's roster tells it: every stray with the worker's mark is its own. */
export class WorkerOwner extends ProcessOwner {
  constructor(private readonly roster: ReadRoster) {
    super({ mark: roster.mark, worker: roster.owner }, roster.started);
  }

  protected override straysIn(table: readonly ProcessRow[]): readonly ProcessRow[] {
    const { owner: worker } = this.roster;
    // It has its own mark at the moment in which it starts something.
    return markedBy(this.ownMark, worker.start ?? 0, table).filter(({ pid }) => pid !== worker.pid);
  }
}
