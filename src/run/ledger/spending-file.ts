import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { MonthlySpending } from '../../lm/ledger/memory-ledger';
import { DspexError } from '../../shared/errors';

/** A line of the file: what a call may cost, and later what it did. */
const Entry = z.object({ run: z.string(), id: z.string(), kind: z.enum(['reserved', 'settled']), nanoUsd: z.number().int().min(0) });
type Entry = z.infer<typeof Entry>;

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
  reserve(id: string, nanoUsd: number, limitNanoUsd: number): boolean {
    if (nanoUsd === 0) return true;
    const month = this.month();
    month.add({ run: this.run, id, kind: 'reserved', nanoUsd });
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

class MonthFile {
  private readonly path: string;
  private readonly calls = new Map<string, number>();
  private sum = 0;
  private readTo = 0;
  private rest = '';

  constructor(
    private readonly folder: string,
    month: string,
  ) {
    this.path = join(folder, `${month}.jsonl`);
  }

  /** On a line of its own, also after one that a full disk cut off. */
  add(entry: Entry): void {
    this.onDisk(() => {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      appendFileSync(this.path, `\n${JSON.stringify(entry)}\n`, { mode: 0o600 });
    });
  }

  total(): number {
    return this.onDisk(() => {
      const added = this.readOn();
      const lines = (this.rest + added).split('\n');
      this.rest = lines.pop() as string;
      for (const { run, id, nanoUsd } of lines.flatMap(entryOf)) {
        this.sum += nanoUsd - (this.calls.get(`${run} ${id}`) ?? 0);
        this.calls.set(`${run} ${id}`, nanoUsd);
      }
      return this.sum;
    });
  }

  /** What runs have added since; a month of calls is read once. */
  private readOn(): string {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = openSync(this.path, 'a+', 0o600);
    try {
      const { size } = fstatSync(file);
      if (size < this.readTo) this.forget(); // Somebody replaced it.
      const bytes = Buffer.alloc(size - this.readTo);
      const count = readSync(file, bytes, 0, bytes.length, this.readTo);
      this.readTo += count;
      return bytes.subarray(0, count).toString('utf8');
    } finally {
      closeSync(file);
    }
  }

  private forget(): void {
    this.calls.clear();
    this.sum = 0;
    this.readTo = 0;
    this.rest = '';
  }

  private onDisk<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw new DspexError({
        code: 'LEDGER_UNAVAILABLE',
        what: `The month's spending cannot be kept in ${this.path}, so no real LM call is made.`,
        why: (cause as Error).message,
        next: 'make that file writable, or name another folder: DSPEX_STATE_DIR=<folder> npx jest',
        cause,
      });
    }
  }
}

/** A line that was cut off is left out: the call behind it was never made. */
function entryOf(line: string): Entry[] {
  if (line === '') return [];
  try {
    return [Entry.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

/** `2026-11`, in UTC. */
function monthOf(now: Date): string {
  return now.toISOString().slice(0, 7);
}
