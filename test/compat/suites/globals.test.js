test('globals are those of the base environment', () => {
  const names = [
    'AbortController',
    'Blob',
    'BroadcastChannel',
    'Buffer',
    'TextEncoder',
    'URL',
    'crypto',
    'performance',
    'structuredClone',
    'queueMicrotask',
  ];
  for (const name of names) expect(globalThis[name]).toBeDefined();
  expect(new Uint8Array([1])).toBeInstanceOf(Uint8Array);
  expect(Buffer.from('a')).toBeInstanceOf(Uint8Array);
  expect([]).toBeInstanceOf(Array);
  expect(structuredClone({ a: new Date(0) }).a.getTime()).toBe(0);
});

test('nothing new is found by those who list globals', () => {
  expect(Object.keys(globalThis).filter((name) => /dspex/i.test(name))).toEqual([]);
});

test('process.env is its own', () => {
  process.env.COMPAT_ONLY_HERE = '1';
  expect(process.env.COMPAT_ONLY_HERE).toBe('1');
});

test('unhandled work is not swallowed', async () => {
  const { EventEmitter, once } = require('node:events');
  const emitter = new EventEmitter();
  setTimeout(() => emitter.emit('go', 1), 1);
  expect(await once(emitter, 'go')).toEqual([1]);
});
