import type { LmErrorReply } from '../../shared/boundaries/lm-call';

/** An error as a server said it, whatever that is: JSON, a page of a proxy's, nothing. */
export interface SaidError {
  readonly text: string;
  /** Of the body; '' where none is told. */
  readonly type: string;
  /** By the header that official clients heed. */
  readonly isFinal: boolean;
}

/** By the headers that came with it: all of a response that the clients' errors keep. */
const saidWith = new WeakMap<object, SaidError>();

/** A fetch that notes what an error says: the clients keep what their own provider says under its own names, and others say it elsewhere. */
export function keepsErrors(send: typeof fetch): typeof fetch {
  return async (...asked) => {
    const response = await send(...asked);
    if (!response.ok) await keep(response);
    return response;
  };
}

/** What was said with these headers. */
export function saidError(headers: object | undefined): SaidError | undefined {
  return headers === undefined ? undefined : saidWith.get(headers);
}

/** What goes to the program of it: the body as it came, for a client of the same API, and whether that may ask again. */
export function toldError(said: SaidError | undefined, api: 'openai' | 'anthropic'): Pick<LmErrorReply, 'body' | 'again'> | object {
  if (said === undefined) return {};
  return { body: { api, text: said.text, type: said.type }, ...(said.isFinal && { again: 'never' }) };
}

async function keep(response: Response): Promise<void> {
  const { headers } = response;
  const text = await response
    .clone()
    .text()
    // It broke off: then the client says so.
    .catch(() => undefined);
  const isFinal = headers.get('x-should-retry') === 'false';
  if (text !== undefined) saidWith.set(headers, { text, type: headers.get('content-type') ?? '', isFinal });
}
