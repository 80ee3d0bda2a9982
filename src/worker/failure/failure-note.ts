import type { Circus } from '@jest/types';

type Failure = Circus.TestEntry['errors'][number];

/** Adds lines below the message of a test's first error, where Jest prints them above the code frame and the stack. */
export function addFailureNote(errors: readonly Failure[], note: string): void {
  for (const failure of errors) {
    const error = (Array.isArray(failure) ? failure[0] : failure) as Partial<Error> | null;
    if (typeof error?.stack !== 'string') continue;
    const at = error.stack.search(/\n\s+at .*(:\d+:\d+|<anonymous>)/);
    const [message, frames] = at < 0 ? [error.stack, ''] : [error.stack.slice(0, at), error.stack.slice(at)];
    // The stack alone: what a test says about its error's message stays true. A frozen error keeps what it says.
    if (Reflect.set(error, 'stack', `${message.trimEnd()}\n\n${note}${frames}`)) return;
  }
}
