import { hostOf, withoutProxy } from '../../../src/reach/host-of';

// As Node reads its own arguments: https://nodejs.org/docs/latest-v20.x/api/http.html#httprequesturl-options-callback
test.each([
  [['https://a.example/x'], 'a.example:443'],
  [['http://a.example/x'], 'a.example:80'],
  [['http://a.example:8080/x'], 'a.example:8080'],
  [['http://[::1]:8080/x'], '[::1]:8080'],
  [[new URL('https://a.example')], 'a.example:443'],
  [[new Request('https://a.example')], 'a.example:443'],
  [['https://a.example/x', { hostname: 'b.example' }], 'b.example:443'],
  [['https://a.example/x', { port: 81 }], 'a.example:81'],
  [[{ host: 'a.example:81' }], 'a.example:81'],
  [[{ host: 'a.example', port: '81' }], 'a.example:81'],
  [[{ hostname: '::1', port: 81 }], '[::1]:81'],
  [[{ host: '::1' }], '[::1]'],
  [[{ host: 'a.example', defaultPort: 82 }], 'a.example:82'],
  [[{ host: 'a.example' }], 'a.example'],
  [[{ socketPath: '/a.sock', host: 'a.example' }], ''],
  [[{ host: 'proxy.example', port: 3128, path: 'https://a.example/x' }], 'a.example:443'],
  [[{ host: 'proxy.example', port: 3128, path: 'http://a.example:81/x' }], 'a.example:81'],
  [[{ host: 'b.example', path: '/http://a.example' }], 'b.example'],
  [['/relative'], ''],
  [[undefined], ''],
])('%p leads to %s', (args, host) => {
  expect(hostOf(args)).toBe(host);
});

// Fails when a call that goes by a proxy is answered as one to the proxy, loses its query, or another call is touched.
test('a call by a proxy is made again as one to where it leads', () => {
  const [byProxy, listener] = withoutProxy([{ host: 'proxy.example', port: 3128, path: 'https://a.example/x?y=1', method: 'POST' }, test]);
  expect(byProxy).toEqual({ host: 'a.example', hostname: 'a.example', port: '443', path: '/x?y=1', method: 'POST' });
  expect(listener).toBe(test);
  expect(withoutProxy([{ host: 'proxy.example', path: 'http://a.example:81/' }])).toEqual([
    expect.objectContaining({ port: '81', path: '/' }),
  ]);
  const straight = { host: 'b.example', path: '/x' };
  expect(withoutProxy([straight])[0]).toBe(straight);
});
