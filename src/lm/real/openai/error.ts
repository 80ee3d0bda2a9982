import OpenAI from 'openai';
import type { LmErrorReply } from '../../../shared/boundaries/lm-call';
import { errorReply } from '../../call/reply';

/** An error status as an answer; null for anything else. */
export function openAiError(error: unknown): LmErrorReply | null {
  if (!(error instanceof OpenAI.APIError) || typeof error.status !== 'number') return null;
  const headers = error.headers as Headers | undefined;
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return errorReply({
    status: error.status,
    message: error.message,
    retryAfterMs: Number.isFinite(ms) ? ms : Number.isFinite(seconds) ? seconds * 1000 : null,
    quotaId: typeof error.code === 'string' ? error.code : null,
  });
}
