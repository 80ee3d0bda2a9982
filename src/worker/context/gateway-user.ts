import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { LmListener } from '../../shared/boundaries/lm-hear';
import type { DspexError } from '../../shared/errors';

/** Who is behind an address of the gateway. */
export interface GatewayUser {
  answer(call: LmCall, listener: LmListener): Promise<LmReply>;
  onUnanswerable(error: DspexError): void;
}
