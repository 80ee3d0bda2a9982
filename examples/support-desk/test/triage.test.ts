/**
 * Integration tests: your DSPy module, in a real Python process, with rules in place of a model.
 *
 * @jest-environment @dspex/jest-preset/integration
 */

import { dspex, isolatedTest } from '@dspex/jest-preset';
import { beforeEach, describe, expect, test } from '@jest/globals';

const WHERE_IS_IT = 'Where is my order A-1001? It should be here by now. Ada';

describe('Triage', () => {
  beforeEach(() => {
    // The classifier is asked first. Its fields are written as values; DSPy's text format is not your concern.
    // A ChainOfThought's `reasoning` may be left out.
    dspex.lm.when({ ticket: /A-1001/ }).reply({
      queue: 'shipping',
      urgency: 2,
      summary: 'The customer asks where an order is.',
      customer: { name: 'Ada', order_id: 'A-1001' },
    });
  });

  test('sorts a ticket into typed fields', async () => {
    dspex.lm.when({ request: /where an order is/ }).reply({ answer: 'We will look into it.' });

    // "module:Class", as Python would import it from this folder.
    const triage = await dspex.loadModule('support.triage:Triage');
    const { outputs } = await triage.execute({ ticket: WHERE_IS_IT });

    expect(outputs).toMatchObject({ queue: 'shipping', urgency: 2, customer: { name: 'Ada', order_id: 'A-1001' } });
  });

  test('looks the order up before it answers', async () => {
    // The ReAct agent first calls its tool, for real, in Python; then it finishes and is asked for its answer.
    dspex.lm
      .when({ request: /where an order is/ })
      .callTool('find_order', { order_id: 'A-1001' })
      .reply({ answer: 'It arrives on Thursday.' });

    const triage = await dspex.loadModule('support.triage:Triage');
    const { outputs, lmCalls } = await triage.execute({ ticket: WHERE_IS_IT });

    expect(outputs.answer).toBe('It arrives on Thursday.');
    // What the tool found was in sight when the answer was written.
    expect(dspex.lm).toHaveBeenPrompted({ trajectory: /Espresso maker.*Thursday/ });
    // Four calls: classify, call the tool, finish, answer.
    expect(lmCalls).toBe(4);
    expect(dspex.lm).toHaveAnswered(4, { by: 'rule' });
  });
});

// A Python process of its own: what this test changes in Python's globals, caches or environment, no other test can see.
isolatedTest('gives up after the agent has had its steps', { level: 'full' }, async () => {
  dspex.lm
    .when({ ticket: /A-9999/ })
    .reply({ queue: 'shipping', urgency: 1, summary: 'An unknown order.', customer: { name: 'Bo', order_id: 'A-9999' } });
  dspex.lm.when({ request: 'An unknown order.' }).callTool('find_order', { order_id: 'A-9999' }).reply({ answer: 'We cannot find it.' });

  const triage = await dspex.loadModule('support.triage:Triage', { kwargs: { max_steps: 1 } });
  const { outputs } = await triage.execute({ ticket: 'A-9999?' });

  expect(outputs.answer).toBe('We cannot find it.');
  expect(dspex.lm).toHaveBeenPrompted(/There is no order A-9999/);
});
