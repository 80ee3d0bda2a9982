const http = require('node:http');
const https = require('node:https');
const nock = require('nock');
const { listen } = require('./server');

let server;
beforeAll(async () => (server = await listen()));
afterAll(() => server.close());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const get = (client, url) =>
  new Promise((done, fail) => {
    client
      .get(url, (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (more) => (text += more))
          .on('end', () => done({ status: response.statusCode, text }));
      })
      .on('error', fail);
  });

test.each([
  ['http', http],
  ['https', https],
])('answers %s', async (name, client) => {
  nock(`${name}://example.test`).get('/a').query({ b: '1' }).reply(201, { c: 2 }, { 'x-d': 'e' });
  expect(await get(client, `${name}://example.test/a?b=1`)).toEqual({ status: 201, text: '{"c":2}' });
  expect(nock.isDone()).toBe(true);
});

test('an LM host that the test mocks itself is answered by its own mock', async () => {
  nock('https://api.openai.com').post('/v1/chat/completions').reply(200, { mine: true });
  const text = await new Promise((done, fail) => {
    const request = https.request('https://api.openai.com/v1/chat/completions', { method: 'POST' }, (response) => {
      let body = '';
      response.on('data', (more) => (body += more)).on('end', () => done(body));
    });
    request.on('error', fail);
    request.end('{}');
  });
  expect(JSON.parse(text)).toEqual({ mine: true });
});

test('refuses the network when told to, and loopback passes when allowed', async () => {
  nock.disableNetConnect();
  await expect(get(http, `${server.url}/x`)).rejects.toThrow(/Disallowed net connect/);
  nock.enableNetConnect('127.0.0.1');
  expect(JSON.parse((await get(http, `${server.url}/x`)).text)).toMatchObject({ url: '/x' });
});

test('errors, delays and bodies', async () => {
  nock('http://example.test').get('/error').replyWithError('broken');
  nock('http://example.test').get('/late').delay(20).reply(200, 'late');
  await expect(get(http, 'http://example.test/error')).rejects.toThrow('broken');
  expect((await get(http, 'http://example.test/late')).text).toBe('late');
});

test('a scope that is used up is used up', async () => {
  nock('http://example.test').get('/once').reply(200, 'once');
  expect((await get(http, 'http://example.test/once')).text).toBe('once');
  nock.disableNetConnect();
  await expect(get(http, 'http://example.test/once')).rejects.toThrow();
});

test('records what passes', async () => {
  nock.recorder.rec({ dont_print: true, output_objects: true });
  await get(http, `${server.url}/recorded`);
  const calls = nock.recorder.play();
  nock.restore();
  nock.activate();
  nock.recorder.clear();
  expect(calls).toMatchObject([{ path: '/recorded', status: 200 }]);
});

test('is gone after restore', async () => {
  nock('http://127.0.0.1').get('/').reply(200, 'mocked');
  nock.restore();
  expect(JSON.parse((await get(http, `${server.url}/real`)).text)).toMatchObject({ url: '/real' });
  nock.activate();
});
