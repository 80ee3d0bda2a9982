const { rejected, thrown } = require('./outcomes');

/** What Request does. */
module.exports = {
  'Request: of a URL, with everything': async () => {
    const request = new Request('https://example.test/a?b#c', {
      method: 'post',
      headers: { a: 'b' },
      body: 'text',
      redirect: 'manual',
      cache: 'no-store',
    });
    return [
      request.method,
      request.url,
      [...request.headers],
      await request.text(),
      request.redirect,
      request.cache,
      request.bodyUsed,
      request.mode,
      request.credentials,
    ];
  },
  'Request: of a Request, whose headers were changed': () => {
    const first = new Request('https://example.test/', { headers: { a: '1', authorization: 'secret' } });
    first.headers.set('b', '2');
    first.headers.delete('authorization');
    const second = new Request(first);
    const third = new Request(first, { headers: first.headers });
    return [[...second.headers], [...third.headers], [...first.clone().headers]];
  },
  'Request: class, instances, subclasses': () => {
    class Mine extends Request {}
    const made = new Mine('https://example.test/');
    const request = new Request('https://example.test/');
    return [
      request.constructor === Request,
      request instanceof Request,
      made instanceof Request,
      made instanceof Mine,
      Object.getPrototypeOf(Mine) === Request,
      request.headers.constructor === Headers,
    ];
  },
  'Request: what is refused': () => [
    thrown(() => new Request('/relative')),
    thrown(() => new Request('https://example.test/', { method: 'TRACE' })),
    thrown(() => new Request('https://example.test/', { body: 'a' })),
    thrown(() => new Request('https://u:p@example.test/')),
    thrown(() => new Request()),
  ],
  'Request: a body is used once': async () => {
    const request = new Request('https://example.test/', { method: 'PUT', body: '{"a":1}' });
    const copy = request.clone();
    return [await request.json(), request.bodyUsed, await rejected(() => request.text()), await copy.text(), thrown(() => request.clone())];
  },
  'Request: signal and form data': async () => {
    const controller = new AbortController();
    const form = new FormData();
    form.set('a', '1');
    const request = new Request('https://example.test/', { method: 'POST', body: form, signal: controller.signal });
    controller.abort('enough');
    return [
      request.signal.aborted,
      request.signal.reason,
      [...(await request.formData())],
      /^multipart\/form-data; boundary=/.test(request.headers.get('content-type')),
    ];
  },
};
