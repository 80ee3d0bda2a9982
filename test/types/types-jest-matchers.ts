import { dspex } from '../../src/sandbox';

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
  // @ts-expect-error: a count is a number
  expect(dspex.lm).toHaveAnswered('one');
  // @ts-expect-error: nobody else answers
  expect(dspex.lm).toHaveAnswered(1, { by: 'chance' });
}
