import { parseSample, sampled } from '../../../src/cli/sample';

const all = Array.from({ length: 200 }, (_, index) => index);

// Fails when a nightly job cannot have the sample of last night again, or always has the same.
test('a sample is the same for the same seed, in order, and another for another', () => {
  const one = sampled(all, { share: 0.05 }, 7);
  expect(one).toHaveLength(10);
  expect(one).toEqual([...one].sort((a, b) => a - b));
  expect(sampled(all, { share: 0.05 }, 7)).toEqual(one);
  expect(sampled(all, { share: 0.05 }, 8)).not.toEqual(one);
});

test('a sample has at least one, and never more than there are', () => {
  expect(sampled([1, 2], { share: 0.01 }, 1)).toHaveLength(1);
  expect(sampled([1, 2], { count: 9 }, 1)).toEqual([1, 2]);
  expect(sampled([], { share: 1 }, 1)).toEqual([]);
});

test.each([
  ['5%', { share: 0.05 }],
  ['100%', { share: 1 }],
  ['0.5%', { share: 0.005 }],
  ['20', { count: 20 }],
])('%s is a sample', (text, sample) => {
  expect(parseSample(text)).toEqual(sample);
});

test.each(['', '0', '0%', '101%', '1.5', 'all', '-3', '5 %'])('"%s" is none', (text) => {
  expect(() => parseSample(text)).toThrow(/a share or a number/);
});
