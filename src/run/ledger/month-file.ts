import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Spender } from '../../shared/boundaries/ledger';
import { DspexError } from '../../shared/errors';
import { makeFolder } from '../../shared/make-folder';

/** A line of the file: what a call may cost, and later what it did. */
const Entry = z.object({
  run: z.string(),
  id: z.string(),
  kind: z.enum(['reserved', 'settled']),
  nanoUsd: z.number().int().min(0),
  /** Of a reservation: when, and what for. */
  at: z.string().optional(),
  ...Spender.partial().shape,
});
export type Entry = z.infer<typeof Entry>;

/** The file of one month, of which this process has read the beginning. */
export class MonthFile {
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
      makeFolder(this.folder, 0o700);
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
    makeFolder(this.folder, 0o700);
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
export function entryOf(line: string): Entry[] {
  if (line === '') return [];
  try {
    return [Entry.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
