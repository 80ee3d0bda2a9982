jest.mock('./counted', () => ({ count: 'mocked' }), { virtual: true });

test('a virtual mock', () => expect(require('./counted').count).toBe('mocked'));

test('isolated modules and resets', () => {
  const first = require('./state');
  first.value = 1;
  jest.resetModules();
  expect(require('./state').value).toBe(0);
  jest.isolateModules(() => expect(require('./state')).not.toBe(first));
});

test('spies and automocks', () => {
  const automock = jest.createMockFromModule('./state');
  expect(automock.value).toBe(0);
  const object = { say: (word) => word };
  const spy = jest.spyOn(object, 'say');
  object.say('hi');
  expect(spy).toHaveBeenCalledWith('hi');
});

test('core modules can be replaced', () => {
  jest.doMock('node:os', () => ({ hostname: () => 'mocked' }));
  expect(require('node:os').hostname()).toBe('mocked');
  jest.dontMock('node:os');
});
