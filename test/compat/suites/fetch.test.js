const { listen } = require('./server');

let server;
beforeAll(async () => (server = await listen()));
afterAll(() => server.close());

test('fetch reaches loopback', async () => {
  const response = await fetch(`${server.url}/a`, { method: 'POST', body: 'b', headers: { 'x-c': 'd' } });
  expect(await response.json()).toEqual({ method: 'POST', url: '/a', body: 'b' });
});

test('fetch reads data: URLs', async () => {
  expect(await (await fetch('data:text/plain,hello')).text()).toBe('hello');
});

test('fetch is a plain writable value', async () => {
  const original = globalThis.fetch;
  const { value, writable, configurable } = Object.getOwnPropertyDescriptor(globalThis, 'fetch') ?? {};
  expect([typeof value, writable, configurable]).toEqual(['function', true, true]);
  globalThis.fetch = async () => 'mine';
  expect(await fetch('http://anywhere.test')).toBe('mine');
  globalThis.fetch = original;
  const spy = jest.spyOn(globalThis, 'fetch').mockResolvedValue('spied');
  expect(await fetch('http://anywhere.test')).toBe('spied');
  spy.mockRestore();
  expect(globalThis.fetch).toBe(original);
});

test('classes of fetch belong together', async () => {
  const request = new Request(`${server.url}/r`, { headers: new Headers({ a: 'b' }) });
  const response = await fetch(request);
  expect(response).toBeInstanceOf(Response);
  expect(response.headers).toBeInstanceOf(Headers);
  expect(new Response('x').status).toBe(200);
});

test('an aborted fetch rejects', async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(fetch(server.url, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
});

test('a host that is not there is refused as ever', async () => {
  await expect(fetch('http://127.0.0.1:1/')).rejects.toThrow();
});
