const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } = require('node:async_hooks');

const storage = new AsyncLocalStorage();

test('the store follows awaits, timers and events', async () => {
  const seen = [];
  await storage.run('outer', async () => {
    await null;
    seen.push(storage.getStore());
    await new Promise((done) =>
      setTimeout(() => {
        seen.push(storage.getStore());
        done();
      }, 5),
    );
    await storage.run('inner', async () => {
      await null;
      seen.push(storage.getStore());
    });
    seen.push(storage.getStore());
  });
  expect(seen).toEqual(['outer', 'outer', 'inner', 'outer']);
  expect(storage.getStore()).toBeUndefined();
});

test('enterWith ends with its test', async () => {
  storage.enterWith('mine');
  await null;
  expect(storage.getStore()).toBe('mine');
});

test('binds resources', () => {
  const bound = storage.run('bound', () => AsyncResource.bind(() => storage.getStore()));
  expect(bound()).toBe('bound');
});

test('async hooks fire', async () => {
  const types = new Set();
  const hook = createHook({ init: (_, type) => types.add(type) }).enable();
  await new Promise((done) => setTimeout(done, 1));
  hook.disable();
  expect(types.has('Timeout')).toBe(true);
  expect(executionAsyncId()).toBeGreaterThan(0);
});
