/**
 * An agent of the OpenAI Agents SDK with two tools that really run. The rules play the model, turn by turn.
 */

import { dspex } from '@dspex/jest-preset';
import { expect, test } from '@jest/globals';
import { decideRefund } from '../src/refunds';

test('pays back what the order cost, once it has found it', async () => {
  dspex.lm.whenPrompt(/A-1002 came broken/).callTool('find_order', { id: 'A-1002' });
  dspex.lm.whenPrompt({ afterTool: { name: 'find_order', result: /"paidEuros":30/ } }).callTool('pay_back', { id: 'A-1002', euros: 30 });
  dspex.lm.whenPrompt({ afterTool: 'pay_back' }).reply((call) => `You get your money back: ${call.toolResults[0]?.content}.`);

  expect(await decideRefund('A-1002 came broken.')).toBe('You get your money back: R-A-1002-30.');

  expect(dspex.lm).toHaveCalledTools(['find_order', { name: 'pay_back', arguments: { id: 'A-1002', euros: 30 } }]);
});

test('is told when it wants to pay back too much', async () => {
  dspex.lm.whenPrompt(/a thousand/).callTool('pay_back', { id: 'A-1001', euros: 1000 });
  dspex.lm.whenPrompt({ afterTool: { result: /cost 80 euros, not 1000/ } }).reply('I can offer you 80 euros.');

  expect(await decideRefund('Give me a thousand for A-1001!')).toBe('I can offer you 80 euros.');
  expect(dspex.lm).toHaveAnswered(2, { by: 'rule' });
});
