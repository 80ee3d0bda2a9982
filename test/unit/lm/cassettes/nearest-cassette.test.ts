import { changedLines, comparable, unifiedDiff } from '../../../../src/lm/cassettes/compare-texts';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

// Fails (by never coming back) when two long prompts that have little in common stop the worker.
test('long texts that have nothing in common are told apart at once, and in part', () => {
  const [from, to] = [lines(40_000, (index) => `was ${index}`), lines(40_000, (index) => `is ${index}`)];
  expect(changedLines(from, to)).toHaveLength(80_000);
  expect(unifiedDiff(from, to)).toMatch(/^- was 0\n[\s\S]*… and 79900 more lines$/);
});

// Fails when a long line that differs in a word is told as a whole.
test('of a long line the piece that differs is told', () => {
  const text = (word: string): string =>
    lines(1, () => `${'It goes on, and on. '.repeat(2000)}The word is ${word}. ${'It goes on, and on. '.repeat(2000)}`);
  const changed = changedLines(comparable(text('tea')), comparable(text('coffee')));
  expect(changed.join('\n')).toMatch(/- .*tea[\s\S]*\+ .*coffee/);
  expect(changed.join('').length).toBeLessThan(2000);
});

test('short lines are compared as they are', () => {
  const text = 'model: m\n\nuser:\n  What is it?';
  expect(comparable(text)).toBe(text);
  expect(changedLines(text, text.replace('it', 'this'))).toEqual(['- What is it?', '+ What is this?']);
});
