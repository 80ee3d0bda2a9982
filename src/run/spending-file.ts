import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { MonthlySpending } from '../lm/memory-ledger';

/** A line of the file: what a call may cost, and later what it did. */
const Entry = z.object({ run: z.string(), id: z.string(), kind: z.enum(['reserved', 'settled']), nanoUsd: z.number().int().min(0) });
type Entry = z.infer<typeof Entry>;

/**
 * What real calls cost on this machine, one file to a month, a line to each entry.
 *
 * Lines are only ever added, and short ones are added whole, so several runs write it at once without a lock; what was reserved and never
 * settled counts in full. A file that cannot be written refuses the call: an unknown sum is no budget.
 */
export class SpendingFile implements MonthlySpending {
  private readonly path: string;

  constructor(
    folder: string,
    private readonly run: string,
    month: string,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.path = join(folder, `${month}.jsonl`);
  }

  /** Writes first and adds up after: of two runs at once, at most one too many is refused, never one too many granted. */
  reserve(id: string, nanoUsd: number, limitNanoUsd: number): boolean {
    this.append({ run: this.run, id, kind: 'reserved', nanoUsd });
    if (this.total() <= limitNanoUsd) return true;
    this.settle(id, 0);
    return false;
  }

  settle(id: string, nanoUsd: number): void {
    this.append({ run: this.run, id, kind: 'settled', nanoUsd });
  }

  total(): number {
    const calls = new Map<string, number>();
    for (const { run, id, nanoUsd } of this.entries()) calls.set(`${run} ${id}`, nanoUsd);
    return [...calls.values()].reduce((sum, nanoUsd) => sum + nanoUsd, 0);
  }

  private append(entry: Entry): void {
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  private entries(): Entry[] {
    const lines = readFileSync(this.path, { encoding: 'utf8', flag: 'a+' }).split('\n');
    return lines.filter((line) => line !== '').flatMap((line) => entryOf(line));
  }
}

/** A line that a full disk cut off is left out: the call behind it was never made. */
function entryOf(line: string): Entry[] {
  try {
    return [Entry.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

/** `2026-11`, in UTC. */
export function monthOf(now: Date): string {
  return now.toISOString().slice(0, 7);
}
