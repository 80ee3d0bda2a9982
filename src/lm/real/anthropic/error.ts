import type { APIError } from '@anthropic-ai/sdk';
import type { LmErrorReply } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, textOr } from '../../call/read-json';
import { errorReply } from '../../call/reply';
import { statusOf } from '../../wires/anthropic/encode';
import { retryAfterMs } from '../retry-after';
import { saidError, toldError } from '../said-errors';

/** An error as an answer, by its status or in the middle of a stream; null for a connection that failed. */
export function anthropicError(error: APIError): LmErrorReply | null {
  if (typeof error.status !== 'number') return inStream(error);
  // Former clients have them as a plain object.
  const headers = new Headers(error.headers);
  return errorReply({
    status: error.status,
    message: messageIn(error),
    retryAfterMs: retryAfterMs((name) => headers.get(name)),
    requestId: error.requestID ?? null,
    ...toldError(saidError(error.headers), 'anthropic'),
  });
}

/** One that comes in the middle of a stream, which began as if all were well. */
function inStream(error: APIError): LmErrorReply | null {
  const said = recordOf(error.error);
  if (!isRecord(said.error)) return null;
  const body = { api: 'anthropic' as const, text: JSON.stringify(said), type: 'application/json' };
  return errorReply({ status: statusOf(said.error.type), message: messageIn(error), body });
}

function messageIn(error: APIError): string {
  return textOr(recordOf(recordOf(error.error).error).message, '') || error.message.replace(/^\d{3} /, '');
}
