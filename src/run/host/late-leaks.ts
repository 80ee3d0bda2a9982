import type { LateLeftover } from '../../resources/ownership/late-processes';
import { DspexError } from '../../shared/errors';
import type { RunRecord } from '../report/run-record';

/** What code of files that were over has left running: on the record once, however often it is found. */
export class LateLeaks {
  private readonly recorded = new Set<string>();
  /** Those that fail the run. */
  readonly charged: DspexError[] = [];

  constructor(private readonly record: RunRecord) {}

  add(leftovers: readonly LateLeftover[]): void {
    for (const leftover of leftovers) {
      const { known, file, what, openedAt } = leftover;
      const key = `${known.pid} ${known.start}`;
      if (this.recorded.has(key)) continue;
      this.recorded.add(key);
      this.record.add({ type: 'leak', file, label: file, kind: 'process', what: `${what}, started after the end of the file`, openedAt });
      if (leftover.isCharged) this.charged.push(lateLeak(leftover));
    }
  }
}

function lateLeak({ file, what, openedAt }: LateLeftover): DspexError {
  return new DspexError({
    code: 'LEAK',
    what: `${file} leaves a process behind: ${what}.`,
    why: `opened at ${openedAt} after the end of the file, by a timer or a callback that no test waited for`,
    next: 'await in the test, or in afterAll, what starts it',
  });
}
