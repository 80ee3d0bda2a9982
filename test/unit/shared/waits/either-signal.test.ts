import { either } from '../../../../src/shared/waits/either-signal';

// Fails when one of the signals is not heard, or heard only if it is aborted later.
test.each([0, 1])('work is told when signal %i of two is aborted', async (index) => {
  const controllers = [new AbortController(), new AbortController()];
  const told = either(
    controllers.map(({ signal }) => signal),
    (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason))),
  );
  controllers[index]?.abort('enough');
  await expect(told).resolves.toBe('enough');
});

test('work begins under an aborted signal where one is aborted already', async () => {
  await expect(either([undefined, AbortSignal.abort('before')], async ({ aborted, reason }) => [aborted, reason])).resolves.toEqual([
    true,
    'before',
  ]);
});

// Fails when a signal that lives on, as a file's does, keeps a listener of every request.
test('no listener stays when the work is done, or fails', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const removed = jest.spyOn(signal, 'removeEventListener');
  const added = jest.spyOn(signal, 'addEventListener');
  await either([signal], () => Promise.resolve());
  await either([signal], () => Promise.reject(new Error('its own'))).catch(() => undefined);
  expect(removed.mock.calls).toEqual(added.mock.calls);
});
