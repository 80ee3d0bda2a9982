import { digitsIn } from '../../shared/values/exact-json';

/** A fetch that sends integers beyond 2^53 as the digits that they were: the clients write bodies by JavaScript's own JSON. */
export function sendsDigits(send: typeof fetch): typeof fetch {
  return (address, init) => {
    const body = typeof init?.body === 'string' ? digitsIn(init.body) : undefined;
    if (body === undefined || body === init?.body) return send(address, init);
    const headers = new Headers(init?.headers);
    // Clients before version 5 count.
    headers.delete('content-length');
    return send(address, { ...init, headers, body });
  };
}
