import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { DspexError } from '../../shared/errors';

/** Who is behind an address of the gateway. */
export interface GatewayUser {
  answer(call: LmCall): Promise<LmReply>;
  onUnanswerable(error: DspexError): void;
}
