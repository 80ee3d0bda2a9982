import type { LmErrorReply } from '../../../shared/boundaries/lm-call';
import { isRecord } from '../../call/read-json';
import { errorReply } from '../../call/reply';
import { retryAfterMs } from '../retry-after';

/** An error status as an answer; null for anything else. The SDK marks its errors by name: it may be there several times over. */
export function aiSdkError(error: unknown): LmErrorReply | null {
  if (!isRecord(error) || typeof error.statusCode !== 'number' || error.statusCode < 400) return null;
  const headers = (error.responseHeaders ?? {}) as Readonly<Record<string, string>>;
  return errorReply({
    status: error.statusCode,
    message: String((error as { message?: unknown }).message ?? ''),
    retryAfterMs: retryAfterMs((name) => headers[name]),
    requestId: headers['x-request-id'] ?? headers['request-id'] ?? null,
  });
}
