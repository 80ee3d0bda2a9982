import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';

/** A call that nobody waits for any more: its client has aborted it or was out of time, or its test is over. */
export function givenUp({ model }: LmCall): DspexError {
  return new DspexError({
    code: 'LM_CALL_GIVEN_UP',
    what: `The real LM call of ${model} was given up before its answer came.`,
    why: 'its client aborted it or ran out of time, or its test was over; the request to the provider is closed, and charged at its worst case',
    next: 'give the client more time (timeout), or await the call in the test',
  });
}
