import { expect } from '@jest/globals';
import { dspex, type Program } from '../../src/sandbox';

export function matchers(): void {
  expect(dspex.lm).toHaveAnswered();
  expect(dspex.lm).toHaveAnswered(1, { by: 'rule' });
  expect(dspex.lm).not.toHaveBeenPrompted(/refund/);
  expect(dspex.lm).toHaveBeenPromptedTimes(2);
  expect(dspex.lm).toHaveCostLessThan(0.01);
  expect(dspex.lm).toMatchPromptSnapshot();
  expect({ score: 1, results: [] }).toScoreAtLeast(0.8);
  // @ts-expect-error: a score is a number
  expect({}).toScoreAtLeast('most');
  expect(dspex.lm).toHaveCalledTool('find_order', { order_id: expect.any(String) });
  expect(dspex.lm).not.toHaveCalledTools(['find_order', /^ref/, { name: 'refund', arguments: { id: 1 } }]);
  expect(dspex.lm).toHaveBeenPromptedWith({
    fields: { ticket: /refund/, tags: expect.arrayContaining(['urgent']) },
    messages: [{ role: 'user', content: expect.stringContaining('refund') }],
    system: expect.stringContaining('brief'),
    tools: expect.arrayContaining([expect.objectContaining({ name: 'find_order' })]),
    sampling: { temperature: 0 },
  });
  dspex.lm.assertAllUsed();
  void expect('text').toSatisfy('is polite');
  void expect('text').not.toSatisfy({} as Program, { atLeast: 0.8, inputs: { context: 'c' } });
  expect(3).toSatisfy((n: number) => n > 2);
  // @ts-expect-error: no judge
  void expect('text').toSatisfy(3);
  // @ts-expect-error: a tool has a name
  expect(dspex.lm).toHaveCalledTool(1);
  // @ts-expect-error: no part of a call
  expect(dspex.lm).toHaveBeenPromptedWith({ sistem: 'brief' });
  // @ts-expect-error: a count is a number
  expect(dspex.lm).toHaveAnswered('one');
  // @ts-expect-error: nobody else answers
  expect(dspex.lm).toHaveAnswered(1, { by: 'chance' });
}
