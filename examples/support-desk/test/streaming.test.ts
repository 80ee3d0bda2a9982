/**
 * A DSPy program behind a web page: what it writes goes to the browser while it is written.
 *
 * @jest-environment @dspex/jest-preset/integration
 */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dspex, type Program } from '@dspex/jest-preset';
import { expect, test } from '@jest/globals';

/** Server-sent events: each piece of the answer, then the whole. */
function serve(program: Program<{ ticket: string }, { queue: string }>): Server {
  return createServer(async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    for await (const piece of program.stream({ ticket }, { fields: ['answer'] })) {
      if ('outputs' in piece) response.write(`event: done\ndata: ${JSON.stringify(piece.outputs.queue)}\n\n`);
      else if ('field' in piece) response.write(`data: ${JSON.stringify(piece.text)}\n\n`);
    }
    response.end();
  });
}

test('the answer arrives while it is written', async () => {
  dspex.lm
    .when({ ticket: /grinder/ })
    .reply({ queue: 'technical', urgency: 3, summary: 'A grinder does not start.', customer: { name: 'Bo' } });
  dspex.lm.when({ request: /grinder/ }).reply({ answer: 'Please hold the button for five seconds, then try again.' });
  const server = serve(await dspex.loadModule('support.triage:Triage'));
  dspex.onCleanup(() => server.close());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/?ticket=${encodeURIComponent('My grinder does not start.')}`);
  const events = (await response.text()).split('\n\n').filter((event) => event !== '');

  const pieces = events.filter((event) => event.startsWith('data: ')).map((event) => JSON.parse(event.slice('data: '.length)));
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join('')).toBe('Please hold the button for five seconds, then try again.');
  expect(events.at(-1)).toBe('event: done\ndata: "technical"');
});
