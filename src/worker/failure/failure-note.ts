import { relative } from 'node:path';
import type { Circus } from '@jest/types';
import { commandOfTest, escapedRegex } from '../../shared/jest-command';
import { SEED_VARIABLE } from '../../shared/options/seed';
import { posixPath } from '../../shared/posix-path';
import type { FileConfig } from '../context/file-config';

type Failure = Circus.TestEntry['errors'][number];

/** Adds lines below the message of a test's first error, where Jest prints them above the code frame and the stack. */
export function addFailureNote(errors: readonly Failure[], note: string): void {
  for (const failure of errors) {
    const error = (Array.isArray(failure) ? failure[0] : failure) as Partial<Error> | null;
    if (typeof error?.stack !== 'string') continue;
    const at = error.stack.search(/\n[^\S\n]+at .*(:\d+:\d+|<anonymous>)/);
    const [message, frames] = at < 0 ? [error.stack, ''] : [error.stack.slice(0, at), error.stack.slice(at)];
    // The stack alone: what a test says about its error's message stays true. A frozen error keeps what it says.
    if (Reflect.set(error, 'stack', `${message.trimEnd()}\n\n${note}${frames}`)) return;
  }
}

/** Which random numbers a failed test had, and what to type to have them again. */
export function seedNote({ testPath, runSeed }: FileConfig, layer: string, fullName: string): string {
  const typed = posixPath(relative(process.cwd(), testPath));
  const command = commandOfTest(typed, escapedRegex(fullName));
  return `seed: ${runSeed}  (${SEED_VARIABLE}=${runSeed} TEST_MODE=${layer} ${command}   # replays it)`;
}
