/**
 * A chat written with the AI SDK: it streams, and calls tools of its own. The rules say what the model does; tools, schemas and streaming
 * are the AI SDK's own. No key, no network, no Python.
 */

import { dspex } from '@dspex/jest-preset';
import { expect, test } from '@jest/globals';
import { chat } from '../src/assistant';

async function piecesOf(stream: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

test('looks an order up, then answers piece by piece', async () => {
  // The first request is answered by a tool call, the one with the tool's result by a stream.
  dspex.lm.whenPrompt(/Where is A-1001/).callTool('findOrder', { id: 'A-1001' });
  dspex.lm.whenPrompt({ afterTool: { name: 'findOrder', result: /on its way/ } }).stream(['Your espresso maker ', 'is on ', 'its way.']);

  expect(await piecesOf(chat('Where is A-1001?'))).toEqual(['Your espresso maker ', 'is on ', 'its way.']);

  expect(dspex.lm).toHaveCalledTools([{ name: 'findOrder', arguments: { id: 'A-1001' } }]);
  expect(dspex.lm).toHaveBeenPromptedWith({ system: /Look an order up/, tools: ['findOrder', 'openingHours'] });
});

test('tells the model of an order that there is not', async () => {
  dspex.lm.whenPrompt(/A-9999/).callTool('findOrder', { id: 'A-9999' });
  dspex.lm.whenPrompt({ afterTool: { result: /There is no order A-9999/ } }).reply('I cannot find that order.');

  expect((await piecesOf(chat('Where is A-9999?'))).join('')).toBe('I cannot find that order.');
});

test('calls two tools, one after the other', async () => {
  dspex.lm.whenPrompt(/pick it up/).callTool('findOrder', { id: 'A-1002' });
  dspex.lm.whenPrompt({ afterTool: 'findOrder' }).callTool('openingHours', { day: 'saturday' });
  dspex.lm.whenPrompt({ afterTool: { name: 'openingHours', result: '10 to 14' } }).reply('It is here. On Saturday we open at 10.');

  expect((await piecesOf(chat('A-1002: can I pick it up on Saturday?'))).join('')).toBe('It is here. On Saturday we open at 10.');
  expect(dspex.lm).toHaveCalledTools(['findOrder', 'openingHours']);
});
