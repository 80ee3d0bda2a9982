import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DspexError } from '../../../src/shared/errors';
import { tellGateway } from '../../../src/started/gateway';

const refusal = new DspexError({ code: 'LM_UNREACHABLE', what: 'a', why: 'b', next: 'c' });
const heard: string[] = [];
const server = createServer(async (request, response) => {
  heard.push(`${request.url} ${await text(request)}`);
  response.end();
});
let gateway: string;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

// Fails when the test hears nothing of a call that was refused below it, or the call's own error comes before.
test('a refusal is told before its code hears of it', async () => {
  await tellGateway(gateway, refusal);
  expect(heard).toEqual([expect.stringMatching(/^\/dspex\/rejected .*LM_UNREACHABLE/)]);
});

// Fails when code that asks after its test waits for ever, or dies of what it cannot tell, instead of hearing why it was refused.
test('where nobody is left to tell, the refusal is all that its code hears', async () => {
  await expect(tellGateway('http://127.0.0.1:1', refusal)).resolves.toBeUndefined();
  expect(tellGateway(null, refusal)).toBeUndefined();
});
