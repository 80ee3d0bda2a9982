import { closeSync, constants, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Spender } from '../../shared/boundaries/ledger';
import { DspexError } from '../../shared/errors';
import { makeFolder } from '../../shared/make-folder';
import { noFile } from '../../shared/regular-file';

/** Not to where a link leads that somebody else may have made. Windows has no such flag. */
const TO_APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

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
    this.onDisk((file) => writeFileSync(file, `\n${JSON.stringify(entry)}\n`));
  }

  total(): number {
    return this.onDisk((file) => {
      const added = this.readOn(file);
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
  private readOn(file: number): string {
    const { size } = fstatSync(file);
    if (size < this.readTo) this.forget(); // Somebody replaced it.
    const bytes = Buffer.alloc(size - this.readTo);
    const count = readSync(file, bytes, 0, bytes.length, this.readTo);
    this.readTo += count;
    return bytes.subarray(0, count).toString('utf8');
  }

  private forget(): void {
    this.calls.clear();
    this.sum = 0;
    this.readTo = 0;
    this.rest = '';
  }

  private onDisk<T>(work: (file: number) => T): T {
    let file: number | undefined;
    try {
      makeFolder(this.folder, 0o700);
      file = openSync(this.path, TO_APPEND, 0o600);
      if (!fstatSync(file).isFile()) throw noFile(this.path);
      return work(file);
    } catch (cause) {
      throw new DspexError({
        code: 'LEDGER_UNAVAILABLE',
        what: `The month's spending cannot be kept in ${this.path}, so no real LM call is made.`,
        why: (cause as Error).message,
        next: 'make that file writable, or name another folder: DSPEX_STATE_DIR=<folder> npx jest',
        cause,
      });
    } finally {
      if (file !== undefined) closeSync(file);
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
