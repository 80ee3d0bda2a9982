import { DspexError } from '../../shared/errors';
import { bounded } from '../../shared/waits/bounded';

/** Runs a clean-up of the user's. Throws TIMEOUT where it takes longer: the others, and the next test, wait for it. */
export async function limitedCleanup(cleanup: () => unknown, label: string, limitMs: number): Promise<void> {
  await bounded(cleanup(), { limit: { ms: limitMs, error: (ms) => tooLong(label, ms) } });
}

function tooLong(label: string, limitMs: number): DspexError {
  return new DspexError({
    code: 'TIMEOUT',
    what: `A clean-up of "${label}" was not done after ${limitMs} ms.`,
    why: 'what it waits for does not come; the other clean-ups ran',
    next: 'end in it what it awaits, or give it a limit of its own',
  });
}
