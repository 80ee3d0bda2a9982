import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { SaidBody } from '../../shared/boundaries/said-body';
import type { WireError } from '../../shared/errors';

/** `declaredAt`: the place of the rule that answered. `said`: how its provider said the reply. */
interface AnsweredCall {
  readonly callId: string;
  readonly reply: LmReply;
  readonly declaredAt?: string;
  readonly said?: SaidBody | undefined;
}

/** Hears of a streamed reply while its provider says it. */
export type HearAnswer = (soFar: () => Pick<AnsweredCall, 'reply' | 'said'>) => void;

/** On whose behalf Python is asked: it answers the LM calls that this leads to, and hears what went wrong with them. */
export interface ChildUser {
  /** The full name of a test; null for what is no test. */
  readonly testName: string | null;
  /** `signal`: nobody waits for the answer any more. `hear`: the program takes it piece by piece. */
  answer(call: LmCall, signal?: AbortSignalLike, hear?: HearAnswer): Promise<AnsweredCall>;
  /** Python could not give the reply of a call to DSPy. */
  rejected(callId: string, error: WireError): void;
  /** The guard refused Python a socket. */
  refused(error: WireError): void;
}
