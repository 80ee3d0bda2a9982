import type { APIError } from 'openai';
import type { LmErrorReply } from '../../../shared/boundaries/lm-call';
import { recordOf, textOr } from '../../call/read-json';
import { errorReply } from '../../call/reply';
import { retryAfterMs } from '../retry-after';

/** What servers said of errors, by the headers they said it with: all of a response that the client's error keeps. */
const saidWith = new WeakMap<object, unknown>();

/** A fetch that notes what an error says: the client keeps what lies under `error` alone, and other servers say it elsewhere. */
export function keepsErrors(send: typeof fetch): typeof fetch {
  return async (...asked) => {
    const response = await send(...asked);
    if (!response.ok) saidWith.set(response.headers, await jsonOf(response.clone()));
    return response;
  };
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** An error status as an answer; null for a connection that failed. */
export function openAiError(error: APIError): LmErrorReply | null {
  if (typeof error.status !== 'number') return null;
  // Clients before version 5 have them as a plain object.
  const headers = new Headers(error.headers);
  const said = error.headers === undefined ? undefined : saidWith.get(error.headers);
  return errorReply({
    status: error.status,
    message: messageIn(said) ?? error.message.replace(/^\d{3} /, ''),
    retryAfterMs: retryAfterMs((name) => headers.get(name)),
    quotaId: typeof error.code === 'string' ? error.code : null,
    requestId: error.requestID ?? null,
    ...(said !== undefined && { body: { api: 'openai', json: said } }),
  });
}

/** OpenAI's place for it, and those of servers that speak its wire otherwise. */
function messageIn(said: unknown): string | undefined {
  const { error, message, detail } = recordOf(said);
  return [recordOf(error).message, error, message, detail].map((text) => textOr(text, '')).find((text) => text !== '');
}
