const { listen } = require('./server');

/** A wrapper over fetch of the usual kind: defaults, hooks that change a request, retries, errors by status. */
function client({ headers: defaults, before = [], retries = 0 }) {
  return async function send(input, init = {}) {
    const headers = new Headers(defaults);
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const request = before.reduce((changed, change) => change(changed), new Request(input, { ...init, headers }));
    for (let attempt = 0; ; attempt += 1) {
      const response = await fetch(request.clone());
      if (response.ok) return response;
      if (attempt >= retries) throw Object.assign(new Error(`status ${response.status}`), { response, request });
    }
  };
}

let server;
beforeAll(async () => (server = await listen()));
afterAll(() => server.close());

test('headers that a hook has changed are the ones that a copy has', () => {
  const first = new Request('https://example.test/', { headers: { authorization: 'old', accept: 'a' } });
  first.headers.delete('authorization');
  first.headers.set('x-trace', '1');
  const copy = new Request(first, { headers: new Headers(first.headers) });
  expect([...copy.headers]).toEqual([
    ['accept', 'a'],
    ['x-trace', '1'],
  ]);
  expect([...new Headers(copy.headers).keys()]).toEqual(['accept', 'x-trace']);
});

test('a hook may give another request', async () => {
  const send = client({ headers: { a: '1' }, before: [(request) => new Request(`${request.url}?hooked`, request)] });
  expect(await (await send(`${server.url}/x`, { method: 'POST', body: 'b' })).json()).toEqual({
    method: 'POST',
    url: '/x?hooked',
    body: 'b',
  });
});

test('classes are told by constructor and by instanceof', async () => {
  const response = await client({})(server.url);
  expect(response.constructor).toBe(Response);
  expect(response).toBeInstanceOf(Response);
  expect(new Response('', { headers: response.headers }).headers.constructor).toBe(Headers);
  expect([fetch.name, fetch.length, Headers.name, Request.length]).toEqual(['fetch', 1, 'Headers', 1]);
});
