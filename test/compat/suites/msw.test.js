const http = require('node:http');
const { http: route, HttpResponse } = require('msw');
const { setupServer } = require('msw/node');
const { listen } = require('./server');

const mocks = setupServer(
  route.get('https://example.test/user', () => HttpResponse.json({ name: 'Zoé' })),
  route.post('https://api.openai.com/v1/chat/completions', async ({ request }) => HttpResponse.json({ got: await request.json() })),
);
let server;
beforeAll(async () => {
  server = await listen();
  mocks.listen({ onUnhandledRequest: 'bypass' });
});
afterEach(() => mocks.resetHandlers());
afterAll(async () => {
  mocks.close();
  await server.close();
});

test('answers fetch', async () => {
  expect(await (await fetch('https://example.test/user')).json()).toEqual({ name: 'Zoé' });
});

test('answers an LM host before anybody else', async () => {
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  });
  expect(await response.json()).toEqual({ got: { a: 1 } });
});

test('answers http', async () => {
  mocks.use(route.get('http://example.test/plain', () => HttpResponse.text('plain')));
  const text = await new Promise((done) =>
    http.get('http://example.test/plain', (response) => {
      let body = '';
      response.on('data', (more) => (body += more)).on('end', () => done(body));
    }),
  );
  expect(text).toBe('plain');
});

test('answers http by a Response with plain headers', async () => {
  mocks.use(route.get('http://example.test/plain', () => new Response('', { headers: { 'X-Told': 'so' } })));
  const response = await new Promise((done, fail) => http.get('http://example.test/plain', done).on('error', fail));
  expect(response.resume().rawHeaders).toEqual(expect.arrayContaining(['X-Told', 'so']));
});

test('lets loopback pass', async () => {
  expect(await (await fetch(`${server.url}/p`)).json()).toMatchObject({ url: '/p' });
});

test('a network error', async () => {
  mocks.use(route.get('https://broken.test/', () => HttpResponse.error()));
  await expect(fetch('https://broken.test/')).rejects.toBeDefined();
});
