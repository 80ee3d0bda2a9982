const fetchMock = require('jest-fetch-mock');

beforeEach(() => {
  fetchMock.enableMocks();
  fetchMock.resetMocks();
});
afterAll(() => fetchMock.disableMocks());

test('answers once, then by default', async () => {
  fetchMock.mockResponseOnce(JSON.stringify({ a: 1 }));
  fetchMock.mockResponse('rest');
  expect(await (await fetch('https://example.test/a')).json()).toEqual({ a: 1 });
  expect(await (await fetch('https://api.openai.com/v1/models')).text()).toBe('rest');
  expect(fetchMock.mock.calls.map(([url]) => url)).toEqual(['https://example.test/a', 'https://api.openai.com/v1/models']);
});

test('rejects', async () => {
  fetchMock.mockReject(new Error('down'));
  await expect(fetch('https://example.test')).rejects.toThrow('down');
});

test('aborts', async () => {
  fetchMock.mockAbortOnce();
  await expect(fetch('https://example.test')).rejects.toMatchObject({ name: 'AbortError' });
});
