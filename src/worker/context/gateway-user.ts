import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { LmHear } from '../../shared/boundaries/lm-hear';
import type { DspexError } from '../../shared/errors';

/** Who is behind an address of the gateway. */
export interface GatewayUser {
  /** `signal`: the client has given up. `hear`: it takes the reply piece by piece. */
  answer(call: LmCall, signal?: AbortSignalLike, hear?: LmHear): Promise<LmReply>;
  onUnanswerable(error: DspexError): void;
}
