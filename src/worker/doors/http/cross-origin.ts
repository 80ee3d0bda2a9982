/** What a browser, or jsdom, asks of a server of another origin before its page may read what that says. */

const METHOD = 'access-control-request-method';
const HEADERS = 'access-control-request-headers';

/** True for the question before the question: may this page send such a request? */
export function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has(METHOD);
}

/** Yes: providers allow what their own clients send. */
export function allowed(request: Request): Response {
  const asked = request.headers.get(HEADERS);
  const headers = {
    ...origin(request),
    'access-control-allow-methods': request.headers.get(METHOD) ?? 'POST',
    ...(asked !== null && { 'access-control-allow-headers': asked }),
  };
  return new Response(null, { status: 204, headers });
}

/** The response, which the page that asked may read. Made again: what carries it to a client knows headers by how they were first given. */
export function readableBy(request: Request, response: Response): Response {
  if (!request.headers.has('origin')) return response;
  const said = Object.fromEntries(response.headers);
  const headers = { ...said, ...origin(request), 'access-control-expose-headers': Object.keys(said).join(', ') };
  return new Response(response.body, { status: response.status, headers });
}

function origin({ headers }: Request): Record<string, string> {
  return { 'access-control-allow-origin': headers.get('origin') ?? '*', 'access-control-allow-credentials': 'true', vary: 'origin' };
}
