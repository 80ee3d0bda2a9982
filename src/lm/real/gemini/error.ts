import { GoogleGenerativeAIFetchError } from '@google/generative-ai';
import type { LmErrorReply } from '../../../shared/boundaries/lm-call';
import { recordsOf, textOr } from '../../call/read-json';
import { errorReply } from '../../call/reply';

/** An error status as an answer, with what google/rpc/error_details.proto tells of it; null for anything else. */
export function geminiError(error: unknown): LmErrorReply | null {
  if (!(error instanceof GoogleGenerativeAIFetchError) || error.status === undefined) return null;
  const details = recordsOf(error.errorDetails);
  const seconds = /^([\d.]+)s$/.exec(textOr(details.find((detail) => 'retryDelay' in detail)?.retryDelay, ''));
  const [violation] = recordsOf(details.find((detail) => 'violations' in detail)?.violations);
  return errorReply({
    status: error.status,
    message: error.message.replace(/^\[GoogleGenerativeAI Error\]: /, ''),
    retryAfterMs: seconds === null ? null : Math.ceil(Number(seconds[1]) * 1000),
    quotaId: typeof violation?.quotaId === 'string' ? violation.quotaId : null,
  });
}
