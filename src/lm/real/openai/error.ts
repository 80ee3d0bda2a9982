import type { APIError } from 'openai';
import type { LmErrorReply } from '../../../shared/boundaries/lm-call';
import { isRecord, readJson, recordOf, textOr } from '../../call/read-json';
import { errorReply } from '../../call/reply';
import { retryAfterMs } from '../retry-after';
import { saidError, toldError } from '../said-errors';

/** An error as an answer, by its status or in the middle of a stream; null for a connection that failed. */
export function openAiError(error: APIError): LmErrorReply | null {
  if (typeof error.status !== 'number') return inStream(error);
  // Clients before version 5 have them as a plain object.
  const headers = new Headers(error.headers);
  const said = saidError(error.headers);
  return errorReply({
    status: error.status,
    message: messageIn(readJson(said?.text ?? '')) ?? error.message.replace(/^\d{3} /, ''),
    retryAfterMs: retryAfterMs((name) => headers.get(name)),
    code: typeof error.code === 'string' ? error.code : null,
    requestId: error.requestID ?? null,
    ...toldError(said, 'openai'),
  });
}

/** One that comes in the middle of a stream, which began as if all were well. */
function inStream({ error, message }: APIError): LmErrorReply | null {
  if (!isRecord(error)) return null;
  const code = Number(error.code);
  return saidInStream(error, message, code >= 400 && code < 600 ? code : 500);
}

/** What a stream says of an error, as an answer. */
export function saidInStream(error: object, message: string, status: number): LmErrorReply {
  return errorReply({ status, message, body: { api: 'openai', text: JSON.stringify({ error }), type: 'application/json' } });
}

/** OpenAI's place for it, and those of servers that speak its wire otherwise. */
function messageIn(said: unknown): string | undefined {
  const { error, message, detail } = recordOf(said);
  return [recordOf(error).message, error, message, detail].map((text) => textOr(text, '')).find((text) => text !== '');
}
