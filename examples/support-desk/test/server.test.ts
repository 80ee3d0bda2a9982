/**
 * Service tests: your HTTP server as it is, started once for the file. It calls Gemini through Google's own client; each test's rules answer.
 * No key, no network: a real model's host cannot be reached from a test.
 */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dspex } from '@dspex/jest-preset';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeServer } from '../src/server';

let server: Server;
let origin: string;

beforeAll(async () => {
  server = makeServer();
  // Port 0: the system picks a free one, so that test files can run beside each other.
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((closed) => server.close(closed)));

const post = (path: string, ticket: string) => fetch(origin + path, { method: 'POST', body: ticket });

test('drafts a reply', async () => {
  // The server was started before this test; its calls are still answered by the rules of the test that calls it.
  dspex.lm.whenPrompt(/broken/).reply('We are sorry. A new one is on its way.');

  const response = await post('/drafts', 'It arrived broken.');

  expect(await response.json()).toEqual({ draft: 'We are sorry. A new one is on its way.' });
  expect(dspex.lm).toHaveBeenPrompted(/Be brief and polite/);
});

test('says when to come back while the model is busy', async () => {
  dspex.lm.whenPrompt(/broken/).replyWithError({ status: 429 });

  const response = await post('/drafts', 'It arrived broken.');

  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('30');
});

test('passes the draft on while it is being written', async () => {
  dspex.lm.whenPrompt(/broken/).stream(['We are ', 'sorry.'], { everyMs: 1 });

  const response = await post('/drafts/stream', 'It arrived broken.');

  expect(await response.text()).toBe('We are sorry.');
});

test('answers drafts that are asked for at once, each with its own', async () => {
  dspex.lm.whenPrompt(/broken/).reply('A new one is on its way.');
  dspex.lm.whenPrompt(/refund/).reply('The money is on its way.');

  const drafts = await Promise.all(['It is broken.', 'A refund, please.'].map(async (ticket) => (await post('/drafts', ticket)).json()));

  expect(drafts).toEqual([{ draft: 'A new one is on its way.' }, { draft: 'The money is on its way.' }]);
});
