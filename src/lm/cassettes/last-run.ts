import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../shared/make-folder';
import { namesIn } from '../../shared/names-in';
import { readRegularFile } from '../../shared/regular-file';
import { replaceFile } from '../../shared/replace-file';
import { Cassette } from './cassette';
import { lastRunFolder } from './cassette-places';

const MovedCassette = z.object({ from: z.string(), to: z.string(), test: z.object({ file: z.string(), name: z.string().nullable() }) });
export type MovedCassette = z.infer<typeof MovedCassette>;

/** A recording of version 1 that answered a call: where the call would be recorded now, and its whole request. */
const FormerCassette = z.object({ from: z.string(), to: z.string(), request: Cassette.shape.request });
export type FormerCassette = z.infer<typeof FormerCassette>;

/** What the last run of one test file found out about its recordings. Paths are relative to the folder of cassettes. */
export const LastRun = z.object({
  file: z.string(),
  /** Of tests that ran and passed, and did not ask for them. */
  unused: z.array(z.string()),
  /** Of tests that the file does not have any more. */
  gone: z.array(z.string()),
  /** Played for a test that has another place for them. */
  moved: z.array(MovedCassette),
  /** Of version 1, and played. */
  former: z.array(FormerCassette).default([]),
});
export type LastRun = z.infer<typeof LastRun>;

/** Keeps what a run found out about one file of a folder of cassettes: files that did not run keep what was known of them. */
export function writeLastRun(root: string, run: LastRun, env: NodeJS.ProcessEnv): void {
  const folder = lastRunFolder(root, env);
  const path = join(folder, `${createHash('sha256').update(run.file).digest('hex').slice(0, 16)}.json`);
  makeFolder(folder);
  replaceFile(path, JSON.stringify(run));
}

/** Empty where no run has told anything. */
export function readLastRuns(root: string, env: NodeJS.ProcessEnv): LastRun[] {
  const folder = lastRunFolder(root, env);
  return namesIn(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const run = LastRun.safeParse(parsed(readRegularFile(join(folder, name))));
      // Of another version: nothing is known of that file until it runs again.
      return run.success ? [run.data] : [];
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
