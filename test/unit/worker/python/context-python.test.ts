import { ContextPython } from '../../../../src/worker/python/context-python';

// Fails when code that nobody waited for starts Python anew as its test ends, and leaves it, or hears nothing of why it gets none.
test('who asks when the test is over is told whose Python it was', async () => {
  const parts = { context: { label: 'reads the shelf' }, user: {}, source: {}, file: undefined };
  const python = new ContextPython(parts as never);
  expect(await python.close()).toEqual([]);
  await expect(python.request('ping', {}, {}, python)).rejects.toMatchObject({
    code: 'ADAPTER_CLOSED',
    message: expect.stringContaining('"reads the shelf", which is over'),
  });
});
