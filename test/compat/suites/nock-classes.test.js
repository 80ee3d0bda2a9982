// By itself: in plain Jest it fails behind another file's nock.
const nock = require('nock');

afterEach(() => nock.cleanAll());
afterAll(() => nock.restore());

test('makes of plain headers what SDKs ask with and are told', async () => {
  nock('http://example.test').get('/').reply(200, 'asked');
  const asked = new Request('http://example.test/', { headers: { 'X-Asked': 'so' } });
  expect([asked.headers.get('x-asked'), await (await fetch(asked)).text()]).toEqual(['so', 'asked']);
  expect(new Response('', { headers: { 'X-Told': 'so' } }).headers.get('x-told')).toBe('so');
});
