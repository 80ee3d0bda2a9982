/** A client of the kind that SDKs are: fetch may be injected, or is the global one at the time of the call. */
class Sdk {
  constructor({ apiKey, fetch: own } = {}) {
    if (!apiKey) throw new Error('apiKey is missing');
    this.apiKey = apiKey;
    this.fetch = own ?? ((...args) => globalThis.fetch(...args));
  }

  async ask(body, { headers, signal } = {}) {
    const merged = new Headers({ authorization: `Bearer ${this.apiKey}`, 'content-type': 'application/json' });
    for (const [name, value] of Object.entries(headers ?? {})) value === null ? merged.delete(name) : merged.set(name, value);
    const response = await this.fetch('https://api.example.test/v1/ask', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: new Headers(merged),
      signal,
    });
    if (!(response instanceof Response)) throw new TypeError('not a Response');
    if (!response.ok) throw Object.assign(new Error(`status ${response.status}`), { headers: new Headers(response.headers) });
    return response.json();
  }
}

const json = (body, init) => new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' }, ...init });

test('asks by the fetch that it is given', async () => {
  const fetch = jest.fn(async () => json({ answer: 1 }));
  expect(await new Sdk({ apiKey: 'k', fetch }).ask({ q: 1 }, { headers: { authorization: null, 'x-own': '1' } })).toEqual({ answer: 1 });
  const [url, init] = fetch.mock.calls[0];
  expect([url, [...init.headers]]).toEqual([
    'https://api.example.test/v1/ask',
    [
      ['content-type', 'application/json'],
      ['x-own', '1'],
    ],
  ]);
});

test('asks by a global fetch that is replaced later', async () => {
  const sdk = new Sdk({ apiKey: 'k' });
  const spy = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => json({ answer: 2 }));
  expect(await sdk.ask({})).toEqual({ answer: 2 });
  expect(spy).toHaveBeenCalledTimes(1);
  spy.mockRestore();
});

test('tells an error with its headers, and gives up by its signal', async () => {
  const sdk = new Sdk({ apiKey: 'k', fetch: async () => json({}, { status: 429, headers: { 'retry-after': '1' } }) });
  const error = await sdk.ask({}).catch((thrown) => thrown);
  expect([error.message, error.headers.get('retry-after')]).toEqual(['status 429', '1']);
  const signal = AbortSignal.abort();
  await expect(new Sdk({ apiKey: 'k' }).ask({}, { signal })).rejects.toMatchObject({ name: 'AbortError' });
});
