/** Asks a model at `origin` by a client, and gives what it was told: an answer, or why there is none. */
exports.ask = async (origin, client, prompt = 'go') => {
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }] });
  try {
    const { choices, error } = JSON.parse(await CLIENTS[client](`${origin}/v1/chat/completions`, body));
    return choices?.[0].message.content ?? error.message;
  } catch (error) {
    return `error: ${(error.cause ?? error).message}`;
  }
};

const post = { method: 'POST', headers: { 'content-type': 'application/json' } };

const overHttp = (module) => (url, body) =>
  new Promise((resolve, reject) => {
    const request = require(module).request(url.replace('http:', `${module}:`), post, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject).end(body);
  });

/** Connects by `connect`, writes what is no HTTP, and gives what comes back. */
const chatting = (connect) => (url) =>
  new Promise((resolve, reject) => {
    const socket = connect(new URL(url));
    socket.on('error', reject).on('data', resolve);
    socket.write('EHLO\r\n');
  });

const CLIENTS = {
  fetch: (url, body) => fetch(url, { ...post, body }).then((response) => response.text()),
  'fetch with a dispatcher': (url, body) =>
    fetch(url, { ...post, body, dispatcher: new (require('undici').Agent)() }).then((response) => response.text()),
  http: overHttp('http'),
  https: overHttp('https'),
  // What its models are is all that a client asks so.
  'http.get': (url) =>
    new Promise((resolve, reject) => {
      const asked = require('node:http').get(new URL('../models', url), (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece) => {
          text += piece;
        });
        response.on('end', () => resolve(JSON.stringify({ choices: [{ message: { content: JSON.parse(text).data[0].object } }] })));
      });
      asked.on('error', reject);
    }),
  axios: (url, body) =>
    require('axios')
      .post(url, body, { ...post, responseType: 'text', transformResponse: (text) => text })
      .then(({ data }) => data),
  openai: async (url) => {
    const client = new (require('openai').OpenAI)({ baseURL: new URL('.', url).href.replace(/chat\/$/, ''), maxRetries: 0 });
    return JSON.stringify(await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'go' }] }));
  },
  'undici.request': (url, body) =>
    require('undici')
      .request(url, { ...post, body })
      .then((response) => response.body.text()),
  'undici.fetch': (url, body) =>
    require('undici')
      .fetch(url, { ...post, body })
      .then((response) => response.text()),
  "undici's own Agent": (url, body) =>
    require('undici')
      .request(url, { ...post, body, dispatcher: new (require('undici').Agent)() })
      .then((response) => response.body.text()),
  'HTTP by hand': (url, body) =>
    new Promise((resolve, reject) => {
      const { host, hostname, port, pathname } = new URL(url);
      let text = '';
      const socket = require('node:net').connect(port, hostname).setEncoding('utf8').on('error', reject);
      socket.on('data', (piece) => {
        text += piece;
      });
      socket.on('end', () => resolve(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
      const head = [`POST ${pathname} HTTP/1.1`, `host: ${host}`, 'connection: close', 'content-type: application/json'];
      socket.write(`${[...head, `content-length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n${body}`);
    }),
  // From then on it is there for all that this process asks.
  "fetch, and undici's own Agent for all": (url, body) => {
    const { Agent, setGlobalDispatcher } = require('undici');
    setGlobalDispatcher(new Agent());
    return fetch(url, { ...post, body }).then((response) => response.text());
  },
  'HTTP/2': (url, body) =>
    new Promise((resolve, reject) => {
      const { origin, pathname } = new URL(url);
      const session = require('node:http2').connect(origin).on('error', reject);
      const stream = session.request({ ':method': 'POST', ':path': pathname, 'content-type': 'application/json' });
      let text = '';
      stream.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      stream.on('error', reject).on('end', () => session.close(() => resolve(text)));
      stream.end(body);
    }),
  TLS: chatting(({ port }) => require('node:tls').connect({ host: '127.0.0.1', port })),
  'a socket': chatting(({ port }) => require('node:net').connect(port, '127.0.0.1')),
  'a socket that code makes itself': chatting(({ port }) => new (require('node:net').Socket)().connect(port, '127.0.0.1')),
};
