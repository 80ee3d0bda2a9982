import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpTransport } from '../../../../src/sandbox/mcp/http-transport';

const server = createServer((_, response) => response.writeHead(502, { 'content-type': 'application/json' }).end('{"id":7,"result":{}}'));
beforeAll(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)));
afterAll(() => new Promise((closed) => server.close(closed)));

// Fails when who asks a server that says something else waits for its time limit, or is not told what was said.
test('a server that answers another question than was asked is told, with what it said', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  const transport = await httpTransport(() => undefined as never, { url, timeoutMs: 60_000 }, '');
  const asked = { method: 'tools/list', params: {} };
  await expect(transport.request(asked)).rejects.toThrow(/tools\/list[\s\S]*it said: HTTP 502 .*"id":7/);
});
