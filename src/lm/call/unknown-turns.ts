import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';

/** Throws LM_REQUEST_UNSUPPORTED for a call that goes on from a reply which was not given out here: its turns are not known. */
export function refuseUnknownTurns({ model, sampling: { continues } }: LmCall): void {
  if (continues === undefined) return;
  throw new DspexError({
    code: 'LM_REQUEST_UNSUPPORTED',
    what: `An LM call of ${model} continues ${JSON.stringify(continues)}, and no reply of this run had that id.`,
    why: 'the turns before it are with the provider; only those behind ids that were given out here are known',
    next: 'make the first call of the conversation in the test, too; or send all turns with each request',
  });
}
