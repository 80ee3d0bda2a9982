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

/** Connects by `connect`, writes what is no HTTP, and gives what comes back. */
const chatting = (connect) => (origin) =>
  new Promise((resolve, reject) => {
    const socket = connect(new URL(origin));
    socket.on('error', reject).on('data', resolve);
    socket.write('EHLO\r\n');
  });

const byHand = (connect) => (origin) =>
  new Promise((resolve, reject) => {
    const { host, hostname, port } = new URL(origin);
    const socket = connect({ host: hostname, port });
    let text = '';
    socket.setEncoding('utf8').on('error', reject);
    socket.on('data', (piece) => {
      text += piece;
    });
    socket.on('close', () => {
      // A connection that breaks is closed, too, and has said nothing.
      if (text === '') reject(new Error('closed without an answer'));
      else resolve(said(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
    });
    const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-length: ${body.length}`;
    socket.write(`${head}\r\n\r\n${body}`);
  });

const overUndici = (name, dispatcherOf) => async (origin) => {
  const undici = require(name);
  const dispatcher = dispatcherOf?.(undici, origin);
  const response = await undici.request(chat(origin), { ...post, body, ...(dispatcher && { dispatcher }) });
  return said(await response.body.text());
};

const overHttp2 = (options) => (origin) =>
  new Promise((resolve, reject) => {
    const session = require('node:http2').connect(origin, options?.(new URL(origin)));
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
  'HTTP/2': overHttp2(),
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
  "undici's Agent": overUndici('undici', ({ Agent }) => new Agent()),
  "undici's Agent, set for all": overUndici('undici', ({ Agent, setGlobalDispatcher }) => void setGlobalDispatcher(new Agent())),
  "undici's Pool": overUndici('undici', ({ Pool }, origin) => new Pool(origin)),
  "undici's Client": overUndici('undici', ({ Client }, origin) => new Client(origin)),
  "undici 6's Agent": overUndici('undici6', ({ Agent }) => new Agent()),
  'HTTP by hand over a socket': byHand(require('node:net').connect),
  'HTTP by hand over TLS': byHand(require('node:tls').connect),
};

/** Clients that connect by themselves, and speak no HTTP/1: each is refused. */
exports.refused = {
  'HTTP/2 over a connection of its own': overHttp2(({ hostname, port }) => ({
    createConnection: () => require('node:net').connect(port, hostname),
  })),
  TLS: chatting(({ hostname, port }) => require('node:tls').connect({ host: hostname, port })),
  'a socket': chatting(({ hostname, port }) => require('node:net').connect(port, hostname)),
  'a WebSocket': (origin) => opened(new (require('ws'))(`${origin.replace(/^http/, 'ws')}/v1/realtime`)),
  'a socket that code makes itself': connecting(({ hostname, port }) => new (require('node:net').Socket)().connect(port, hostname)),
};

/** What the server says in the place of opening it. */
function opened(socket) {
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve('open'));
    socket.on('error', reject);
    socket.on('unexpected-response', async (_request, response) => resolve((await response.setEncoding('utf8').toArray()).join('')));
  });
}
