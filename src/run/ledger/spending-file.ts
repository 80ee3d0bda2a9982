import { randomUUID } from 'node:crypto';
import type { MonthlySpending } from '../../lm/ledger/memory-ledger';
import type { Spender } from '../../shared/boundaries/ledger';
import { MonthFile } from './month-file';

/**
 * What real calls cost on this machine, one file to a month, a line to each entry.
 *
 * Lines are only ever added, and short ones are added whole, so several runs write it at once without a lock; what was reserved and never
 * settled counts in full, in the month of its reservation. A file that cannot be written refuses the call: an unknown sum is no budget.
 */
export class SpendingFile implements MonthlySpending {
  private readonly run = randomUUID();
  private readonly months = new Map<string, MonthFile>();
  private readonly monthOfCall = new Map<string, MonthFile>();

  constructor(
    private readonly folder: string,
    private readonly today: () => Date,
  ) {}

  /** Writes first and adds up after: of two runs at once, at most one too many is refused, never one too many granted. */
  reserve(id: string, nanoUsd: number, limitNanoUsd: number, spender?: Spender): boolean {
    if (nanoUsd === 0) return true;
    const month = this.month();
    month.add({ run: this.run, id, kind: 'reserved', nanoUsd, at: this.today().toISOString(), ...spender });
    this.monthOfCall.set(id, month);
    if (month.total() <= limitNanoUsd) return true;
    this.settle(id, 0);
    return false;
  }

  settle(id: string, nanoUsd: number): void {
    const month = this.monthOfCall.get(id);
    this.monthOfCall.delete(id);
    month?.add({ run: this.run, id, kind: 'settled', nanoUsd });
  }

  total(): number {
    return this.month().total();
  }

  private month(): MonthFile {
    const name = monthOf(this.today());
    const month = this.months.get(name) ?? new MonthFile(this.folder, name);
    this.months.set(name, month);
    return month;
  }
}

/** `2026-11`, in UTC. */
export function monthOf(now: Date): string {
  return now.toISOString().slice(0, 7);
}
