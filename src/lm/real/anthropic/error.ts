import type { APIError } from '@anthropic-ai/sdk';
import type { LmErrorReply } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, textOr } from '../../call/read-json';
import { errorReply } from '../../call/reply';
import { retryAfterMs } from '../retry-after';

/** An error status as an answer; null for a connection that failed. */
export function anthropicError(error: APIError): LmErrorReply | null {
  if (typeof error.status !== 'number') return null;
  // Former clients have them as a plain object.
  const headers = new Headers(error.headers);
  const said: unknown = error.error;
  return errorReply({
    status: error.status,
    message: textOr(recordOf(recordOf(said).error).message, '') || error.message.replace(/^\d{3} /, ''),
    retryAfterMs: retryAfterMs((name) => headers.get(name)),
    requestId: error.requestID ?? null,
    ...(isRecord(said) && { body: { api: 'anthropic', json: said } }),
  });
}
