const { streamOf, thrown } = require('./outcomes');

/** What Response does. */
module.exports = {
  'Response: class, instances, subclasses': () => {
    class Mine extends Response {}
    const response = new Response('');
    return [
      response.constructor === Response,
      response instanceof Response,
      Response.json({}) instanceof Response,
      new Mine('') instanceof Response,
      new Mine('').constructor === Mine,
      response.headers.constructor === Headers,
      Response.prototype.constructor === Response,
      response.clone().constructor === Response,
    ];
  },
  'Response: headers of a changed one are copied': () => {
    const response = new Response('', { headers: { a: '1', b: '2' } });
    response.headers.set('a', '3');
    response.headers.delete('b');
    return [[...new Headers(response.headers)], [...new Response('', response).headers], [...response.clone().headers]];
  },
  'Response: bodies of every kind': async () => {
    const bodies = [
      null,
      'text',
      new Blob(['blob'], { type: 'text/x' }),
      new URLSearchParams({ a: 'b' }),
      new TextEncoder().encode('bytes'),
      new TextEncoder().encode('buffer').buffer,
      streamOf('a', 'b'),
    ];
    return Promise.all(
      bodies.map(async (body) => {
        const response = new Response(body);
        return [response.headers.get('content-type'), response.body === null, await response.text(), response.bodyUsed];
      }),
    );
  },
  'Response: json, error, redirect, statuses': async () => {
    const json = Response.json({ a: 1 }, { status: 201, statusText: 'Made' });
    const redirect = Response.redirect('https://example.test/', 307);
    return [
      json.status,
      json.statusText,
      json.ok,
      json.headers.get('content-type'),
      await json.json(),
      Response.error().type,
      redirect.headers.get('location'),
      redirect.status,
      thrown(() => new Response('', { status: 100 })),
      thrown(() => new Response('a', { status: 204 })),
      new Response(null, { status: 204 }).body,
    ];
  },
  'Response: arrayBuffer, blob, formData and their realms': async () => {
    const buffer = await new Response('abc').arrayBuffer();
    const blob = await new Response('abc', { headers: { 'content-type': 'text/x' } }).blob();
    const form = await new Response(new URLSearchParams({ a: '1' })).formData();
    return [
      buffer.byteLength,
      buffer instanceof ArrayBuffer,
      blob.size,
      blob.type,
      blob instanceof Blob,
      form instanceof FormData,
      [...form],
    ];
  },
};
