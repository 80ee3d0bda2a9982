import { DspexError } from '../shared/errors';
import { nearestName } from '../shared/nearest';

export function didYouMean(word: string, candidates: readonly string[]): string {
  const nearest = nearestName(word, candidates);
  return nearest === null ? '' : ` Did you mean "${nearest}"?`;
}

/** For a request about a session that is not open. */
export function sessionNotFound(id: string, open: readonly string[]): DspexError {
  return new DspexError({
    code: 'SESSION_NOT_FOUND',
    what: `There is no session "${id}".`,
    why: `open: ${open.join(', ') || 'none'}.${didYouMean(id, open)}`,
    next: 'const session = await dspex.openSession()',
  });
}

/** For a request that comes after the end of its test. */
export function closedError(name: string): DspexError {
  return new DspexError({
    code: 'ADAPTER_CLOSED',
    what: `The ${name} adapter of this test is closed.`,
    why: "a test's programs end with the test; this one was used after it",
    next: 'await what the test starts, or make the program in beforeAll to share it',
  });
}
