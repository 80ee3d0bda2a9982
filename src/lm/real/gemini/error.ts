import type { GoogleGenerativeAIFetchError } from '@google/generative-ai';
import type { LmErrorReply } from '../../../shared/boundaries/lm-call';
import { recordsOf, textOr } from '../../call/read-json';
import { errorReply } from '../../call/reply';
import { errorStatus } from '../../wires/gemini/encode';

/** An error status as an answer, with what google/rpc/error_details.proto tells of it; null for a connection that failed. */
export function geminiError(error: GoogleGenerativeAIFetchError): LmErrorReply | null {
  if (error.status === undefined) return null;
  const details = recordsOf(error.errorDetails);
  const seconds = /^([\d.]+)s$/.exec(textOr(details.find((detail) => 'retryDelay' in detail)?.retryDelay, ''));
  const [violation] = recordsOf(details.find((detail) => 'violations' in detail)?.violations);
  const message = saidIn(error);
  const said = { code: error.status, message, status: errorStatus(error.status), ...(error.errorDetails && { details }) };
  return errorReply({
    status: error.status,
    message,
    retryAfterMs: seconds === null ? null : Math.ceil(Number(seconds[1]) * 1000),
    quotaId: typeof violation?.quotaId === 'string' ? violation.quotaId : null,
    body: { api: 'gemini', json: { error: said } },
  });
}

/** The provider's own words: its client writes the address and the status before them, and the details behind. */
function saidIn({ message, errorDetails, statusText = '' }: GoogleGenerativeAIFetchError): string {
  const details = errorDetails === undefined ? '' : ` ${JSON.stringify(errorDetails)}`;
  const own = message.endsWith(details) ? message.slice(0, message.length - details.length) : message;
  return own
    .replace(/^\[GoogleGenerativeAI Error\]: /, '')
    .replace(/^Error fetching from \S+ \[\d+ ?/, '')
    .replace(`${statusText}] `, '');
}
