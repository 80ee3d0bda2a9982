const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'go' }] });
const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
const chat = (origin) => `${origin}/v1/chat/completions`;
const said = (reply) => {
  const { choices, error } = typeof reply === 'string' ? JSON.parse(reply) : reply;
  return choices?.[0].message.content ?? `error: ${error.message}`;
};

const overHttp = (module) => (origin) =>
  new Promise((resolve, reject) => {
    const request = require(module).request(chat(origin).replace('http:', `${module}:`), post, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => resolve(said(text)));
    });
    request.on('error', reject).end(body);
  });

const connecting = (connect) => (origin) =>
  new Promise((resolve, reject) => {
    connect(new URL(origin)).on('error', reject).on('connect', resolve);
  });

const overUndici = (name, dispatcherOf) => async (origin) => {
  const undici = require(name);
  const dispatcher = dispatcherOf?.(undici, origin);
  const response = await undici.request(chat(origin), { ...post, body, ...(dispatcher && { dispatcher }) });
  return said(await response.body.text());
};

const overHttp2 = (origin) =>
  new Promise((resolve, reject) => {
    const session = require('node:http2').connect(origin);
    session.on('error', reject);
    const stream = session.request({ ':method': 'POST', ':path': '/v1/chat/completions', ...post.headers });
    let text = '';
    stream.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    stream.on('error', reject).on('end', () => session.close(() => resolve(said(text))));
    stream.end(body);
  });

/** Clients that know nothing of language models: each is answered. */
exports.answered = {
  fetch: async (origin) => said(await (await fetch(chat(origin), { ...post, body })).text()),
  'fetch with a dispatcher': async (origin) =>
    said(await (await fetch(chat(origin), { ...post, body, dispatcher: new (require('undici').Agent)() })).text()),
  'HTTP/2': overHttp2,
  http: overHttp('http'),
  https: overHttp('https'),
  'axios, by a proxy': async (origin) => {
    const { hostname: host, port } = new URL(origin);
    return said((await require('axios').post(chat(origin), body, { ...post, proxy: { host, port: Number(port) } })).data);
  },
  axios: async (origin) => said((await require('axios').post(chat(origin), body, post)).data),
  got: async (origin) => said(await require('got').post(chat(origin), { body, headers: post.headers, retry: 0 }).text()),
  'node-fetch': async (origin) => said(await (await require('node-fetch')(chat(origin), { ...post, body })).text()),
  'cross-fetch': async (origin) => said(await (await require('cross-fetch').fetch(chat(origin), { ...post, body })).text()),
  ky: async (origin) => said(await (await import('ky')).default(chat(origin), { ...post, body, retry: 0 }).text()),
  superagent: async (origin) => said((await require('superagent').post(chat(origin)).set(post.headers).send(body)).text),
  'undici.request': overUndici('undici'),
  'undici.fetch': async (origin) => said(await (await require('undici').fetch(chat(origin), { ...post, body })).text()),
};

/** Clients that connect by themselves: each is refused. */
exports.refused = {
  "undici's Agent": overUndici('undici', ({ Agent }) => new Agent()),
  "undici's Pool": overUndici('undici', ({ Pool }, origin) => new Pool(origin)),
  "undici's Client": overUndici('undici', ({ Client }, origin) => new Client(origin)),
  "undici 6's Agent": overUndici('undici6', ({ Agent }) => new Agent()),
  'HTTP/2 over a connection of its own': connecting(({ origin, hostname, port }) =>
    require('node:http2').connect(origin, { createConnection: () => require('node:net').connect(port, hostname) }),
  ),
  TLS: connecting(({ hostname, port }) => require('node:tls').connect({ host: hostname, port })),
  'a socket': connecting(({ hostname, port }) => require('node:net').connect(port, hostname)),
};
