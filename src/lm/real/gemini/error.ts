import type { GoogleGenerativeAIFetchError } from '@google/generative-ai';
import type { LmErrorReply } from '../../../shared/boundaries/lm-call';
import { recordsOf, textOr } from '../../call/read-json';
import { errorReply } from '../../call/reply';
import { errorStatus } from '../../wires/gemini/encode';

/** An error status as an answer; null for a connection that failed. */
export function geminiError(error: GoogleGenerativeAIFetchError): LmErrorReply | null {
  const { status, errorDetails } = error;
  if (status === undefined) return null;
  const said = { code: status, message: saidIn(error), status: errorStatus(status), ...(errorDetails && { details: errorDetails }) };
  return googleError(said, status);
}

/** What Google's APIs say of an error as an answer, with what google/rpc/error_details.proto tells of it. */
export function googleError(said: Record<string, unknown>, status: number): LmErrorReply {
  const details = recordsOf(said.details);
  const seconds = /^([\d.]+)s$/.exec(textOr(details.find((detail) => 'retryDelay' in detail)?.retryDelay, ''));
  const [violation] = recordsOf(details.find((detail) => 'violations' in detail)?.violations);
  return errorReply({
    // A stream names it in words, or not at all.
    status: status >= 400 ? status : 500,
    message: textOr(said.message, 'no word of what went wrong'),
    retryAfterMs: seconds === null ? null : Math.ceil(Number(seconds[1]) * 1000),
    quotaId: typeof violation?.quotaId === 'string' ? violation.quotaId : null,
    body: { api: 'gemini', text: JSON.stringify({ error: said }), type: 'application/json; charset=utf-8' },
  });
}

/** An error that comes in the middle of a stream, which began as if all were well. */
export class SaidInStream extends Error {
  constructor(readonly said: Record<string, unknown>) {
    super(textOr(said.message, ''));
  }
}

/** That error as an answer; null for anything else. */
export function errorInStream(error: unknown): LmErrorReply | null {
  return error instanceof SaidInStream ? googleError(error.said, Number(error.said.code)) : null;
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
