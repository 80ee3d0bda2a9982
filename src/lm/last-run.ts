import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { lastRunFile } from './state-folders';

const LastRun = z.object({ unused: z.array(z.string()) });

/** Keeps what a run found unused; paths relative to rootDir. */
export function writeLastRun(rootDir: string, unused: readonly string[], env: NodeJS.ProcessEnv): void {
  const path = lastRunFile(rootDir, env);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ unused }));
}

/** Empty where no run has told anything. */
export function readLastRun(rootDir: string, env: NodeJS.ProcessEnv): ReadonlySet<string> {
  try {
    return new Set(LastRun.parse(JSON.parse(readFileSync(lastRunFile(rootDir, env), 'utf8'))).unused);
  } catch {
    return new Set();
  }
}
