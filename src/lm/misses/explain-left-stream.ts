import type { LmCall, LmMessageReply } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import { describe } from './explain-miss';

/** A program that reads further than the part of a stream that is recorded. `path`: of the recording, as it is typed. */
export function readFurther(call: LmCall, part: LmMessageReply, path: string, recordCommand: string): DspexError {
  const pieces = part.chunks?.length ?? 0;
  return new DspexError({
    code: 'LM_MISS',
    what: `The recording of this stream ends after ${pieces === 1 ? 'its first piece' : `${pieces} pieces`}: ${describe(call)}.`,
    why: `when ${path} was recorded, the program left the stream there (a break, a signal, the end of its test); now it waits for more`,
    next: recordCommand.replace('DSPEX_LM=auto', 'DSPEX_LM=record'),
  });
}

/** What the journal has of a call whose program leaves as it did when it was recorded. */
export function leftAgain({ model }: LmCall): string {
  return `The call of ${model} was given up before its answer ended, as it was when it was recorded. [LM_CALL_GIVEN_UP]`;
}
