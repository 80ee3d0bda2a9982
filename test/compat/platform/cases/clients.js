const http = require('node:http');
const { collect, rejected, thrown, withServer } = require('./outcomes');

/** What fetch and http do. */
module.exports = {
  'fetch: of data, of blobs, of nothing': async () => {
    const data = await fetch('data:text/plain;charset=utf-8,hello');
    const url = URL.createObjectURL(new Blob(['blob']));
    const blob = await fetch(url);
    return [
      data.status,
      data.headers.get('content-type'),
      await data.text(),
      data.type,
      data.url,
      data.constructor === Response,
      data instanceof Response,
      await blob.text(),
      await rejected(() => fetch()),
      await rejected(() => fetch('/relative')),
      await rejected(() => fetch('https://example.test/', { method: 'GET', body: 'a' })),
    ];
  },
  'fetch: of loopback, with headers, body, redirect and abort': () =>
    withServer(async (url) => {
      const answer = await fetch(`${url}/a`, { method: 'POST', body: 'b', headers: [['x-c', 'd']] });
      const redirected = await fetch(`${url}/redirect`);
      const controller = new AbortController();
      controller.abort();
      const of = await fetch(new Request(`${url}/of`, { headers: { 'x-of': 'Request' } }));
      return [
        await answer.json(),
        answer.constructor === Response,
        redirected.redirected,
        (await redirected.json()).url,
        await rejected(() => fetch(url, { signal: controller.signal })),
        (await of.json()).headers['x-of'],
      ];
    }),
  'http: a request, its class, its raw headers, its errors': () =>
    withServer(async (url) => {
      const request = http.request(`${url}/raw`, { method: 'PUT', headers: { 'X-Written-So': 'yes' } });
      const response = await new Promise((done, fail) => request.on('response', done).on('error', fail).end('body'));
      const body = JSON.parse(await collect(response.setEncoding('utf8')));
      return [
        request instanceof http.ClientRequest,
        request.constructor === http.ClientRequest,
        response.statusCode,
        response.rawHeaders.filter((_, index) => index % 2 === 0),
        body.raw.includes('X-Written-So'),
        body.method,
        thrown(() => http.request({ host: 7 })),
        thrown(() => http.get('no url')),
        thrown(() => http.request('ftp://example.test/')),
      ];
    }),
};
