import { DspexError } from '../shared/errors';
import { nearestName } from '../shared/nearest';

export function didYouMean(word: string, candidates: readonly string[]): string {
  const nearest = nearestName(word, candidates);
  return nearest === null ? '' : ` Did you mean "${nearest}"?`;
}

export function unsupported(what: string): DspexError {
  return new DspexError({
    code: 'ADAPTER_UNSUPPORTED',
    what: `The mock adapter cannot do ${what}.`,
    why: 'it has no Python; this is a test of layer unit',
    next: 'run the file in layer integration: /** @jest-environment @dspex/jest-preset/integration */',
  });
}

export function closedError(): DspexError {
  return new DspexError({
    code: 'ADAPTER_CLOSED',
    what: 'The mock adapter of this test is closed.',
    why: "a test's programs end with the test; this one was used after it",
    next: 'await what the test starts, or make the program in beforeAll to share it',
  });
}
