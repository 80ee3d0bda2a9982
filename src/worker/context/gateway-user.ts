import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { DspexError } from '../../shared/errors';

/** Who is behind an address of the gateway. */
export interface GatewayUser {
  /** `signal`: the client has given up. */
  answer(call: LmCall, signal?: AbortSignalLike): Promise<LmReply>;
  onUnanswerable(error: DspexError): void;
}
