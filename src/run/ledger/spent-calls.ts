import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../../shared/regular-file';
import { stateFolder } from '../../shared/state-folder';
import { entryOf } from './month-file';

/** A real LM call of this machine, and what it cost: at most, where it was never settled. */
export interface SpentCall {
  /** One for each run of Jest, or of a command that asks. */
  readonly run: string;
  /** ISO; null of calls that were made before it was noted. */
  readonly at: string | null;
  readonly file: string | null;
  readonly model: string | null;
  readonly nanoUsd: number;
}

/** Where the months are kept, a file to each. */
export function spendingFolder(env: NodeJS.ProcessEnv): string {
  return join(stateFolder('data', env), 'spending');
}

/** The calls of a month (`2026-11`, in UTC) in the order in which they were made; none where there is no such file. */
export function spentCalls(folder: string, month: string): SpentCall[] {
  const path = join(folder, `${month}.jsonl`);
  const calls = new Map<string, SpentCall>();
  if (!existsSync(path)) return [];
  for (const { run, id, nanoUsd, at, file, model } of readRegularFile(path).split('\n').flatMap(entryOf)) {
    const before = calls.get(`${run} ${id}`);
    calls.set(`${run} ${id}`, {
      run,
      at: before?.at ?? at ?? null,
      file: before?.file ?? file ?? null,
      model: before?.model ?? model ?? null,
      nanoUsd,
    });
  }
  return [...calls.values()].filter((call) => call.nanoUsd > 0);
}
