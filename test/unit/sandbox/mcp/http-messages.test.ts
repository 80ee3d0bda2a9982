import { messagesOf } from '../../../../src/sandbox/mcp/http-messages';

async function read(body: string, type: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const message of messagesOf(new Response(body, { headers: { 'content-type': type } }), () => undefined)) found.push(message);
  return found;
}

// Fails when a server's answer is lost: it ends its stream without the empty line, sends a batch, or prints beside its messages.
test.each([
  ['JSON', 'application/json', '{"id":1,"result":{}}', [1]],
  ['JSON in a batch', 'application/json', '[{"id":1},{"id":2}]', [1, 2]],
  ['events', 'text/event-stream', 'data: {"id":1}\n\ndata: {"id":2}\r\n\r\n', [1, 2]],
  ['an event of two lines', 'text/event-stream', 'event: message\ndata: {"id":\ndata: 1}\n\n', [1]],
  ['a last event that nothing ends', 'text/event-stream', ': hello\n\ndata: {"id":1}\n\ndata: {"id":2}', [1, 2]],
  ['what is no message', 'text/html', '<h1>Bad gateway</h1>', []],
])('messages are read that come as %s', async (_, type, body, ids) => {
  expect(await read(body, type)).toEqual(ids.map((id) => expect.objectContaining({ id })));
});
