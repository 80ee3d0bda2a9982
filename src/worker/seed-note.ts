import { relative, sep } from 'node:path';
import { commandOfTest, escapedRegex } from '../shared/jest-command';
import { SEED_VARIABLE } from '../shared/seed';
import type { FileConfig } from './file-config';

/** Which random numbers a failed test had, and what to type to have them again. */
export function seedNote({ path, runSeed }: FileConfig, layer: string, fullName: string): string {
  const typed = relative(process.cwd(), path).split(sep).join('/');
  const command = commandOfTest(typed, escapedRegex(fullName));
  return `seed: ${runSeed}  (${SEED_VARIABLE}=${runSeed} TEST_MODE=${layer} ${command}   # replays it)`;
}
