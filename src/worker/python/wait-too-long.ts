import { DspexError } from '../../shared/errors';
import { bounded } from '../../shared/waits/bounded';

/** A wait that is not the test's work: it has a limit of its own. Throws WAIT_TOO_LONG, naming what is waited for. */
export function noLongerThan<T>(limitMs: number, waiting: Promise<T>, forWhat: string): Promise<T> {
  return bounded(waiting, { limit: { ms: limitMs, error: (ms) => waitTooLong(ms, forWhat) } });
}

function waitTooLong(limitMs: number, forWhat: string): DspexError {
  return new DspexError({
    code: 'WAIT_TOO_LONG',
    what: `A test waited ${limitMs} ms for ${forWhat}.`,
    why: 'it did not come; the time limit of the test does not count this wait, dspex.maxWaitMs bounds it',
    next: 'python3 -X importtime -c "import dspy"   # says what is slow at a start; or raise dspex.maxWaitMs',
  });
}
