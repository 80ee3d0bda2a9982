import { relative } from 'node:path';
import { commandOfTest, escapedRegex } from '../../shared/jest-command';
import { SEED_VARIABLE } from '../../shared/options/seed';
import { posixPath } from '../../shared/posix-path';
import type { FileConfig } from '../context/file-config';

/** Which random numbers a failed test had, and what to type to have them again. */
export function seedNote({ testPath, runSeed }: FileConfig, layer: string, fullName: string): string {
  const typed = posixPath(relative(process.cwd(), testPath));
  const command = commandOfTest(typed, escapedRegex(fullName));
  return `seed: ${runSeed}  (${SEED_VARIABLE}=${runSeed} TEST_MODE=${layer} ${command}   # replays it)`;
}
