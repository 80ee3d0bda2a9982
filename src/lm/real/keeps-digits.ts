import { digitsIn, readableExactly } from '../../shared/values/exact-json';

/** A fetch by which integers beyond 2^53 keep their digits both ways: the clients write and read bodies by JavaScript's own JSON. */
export function keepsDigits(send: typeof fetch): typeof fetch {
  return async (address, init) => readable(await send(address, withDigits(init)));
}

function withDigits(init: RequestInit | undefined): RequestInit | undefined {
  if (typeof init?.body !== 'string') return init;
  const body = digitsIn(init.body);
  if (body === init.body) return init;
  const headers = new Headers(init.headers);
  // Clients before version 5 count.
  headers.delete('content-length');
  return { ...init, headers, body };
}

/** Streams say the arguments of tools as text. */
async function readable(response: Response): Promise<Response> {
  if (!response.ok || !/\bjson\b/.test(response.headers.get('content-type') ?? '')) return response;
  const said = await response
    .clone()
    .text()
    // It broke off: then the client says so.
    .catch(() => '');
  const marked = readableExactly(said);
  if (marked === said) return response;
  const { status, statusText, headers } = response;
  return new Response(marked, { status, statusText, headers });
}
