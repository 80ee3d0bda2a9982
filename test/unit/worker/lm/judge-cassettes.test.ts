import { cassettePath } from '../../../../src/lm/cassettes/cassette-path';
import type { CassetteUse } from '../../../../src/lm/cassettes/cassette-use';
import type { PlannedTest } from '../../../../src/worker/context/file-plan';
import { judgeCassettes } from '../../../../src/worker/lm/judge-cassettes';

const file = 'a.test.ts';
const pathOf = (name: string | null, key: string): string => cassettePath({ file, name, ordinal: 0 }, key.repeat(20), 0);
const played = (path: string): CassetteUse => ({
  path,
  how: 'played',
  recordedAt: '2026-01-01T00:00:00Z',
  belongsAt: path,
  today: null,
  redacted: [],
});
const one = (more: Partial<PlannedTest> = {}): PlannedTest => ({ name: 'one', ordinal: 0, lmMode: 'cached', outcome: 'passed', ...more });

// Each fails when `prune` would remove a recording that is needed, or keep one that nobody can ask for.
describe('the recordings of a file', () => {
  const used = pathOf('one', 'a');
  const left = pathOf('one', 'b');
  const ofFile = pathOf(null, 'c');
  const ofOther = pathOf('gone', 'd');
  const judge = (tests: PlannedTest[], uses = [played(used)], lmMode: 'cached' | 'mock' = 'cached') =>
    judgeCassettes([used, left, ofFile, ofOther], uses, { file, lmMode, tests });

  test('are unused when their test ran, passed, and did not ask for them', () => {
    expect(judge([one()])).toEqual({ unused: [left, ofFile], gone: [ofOther] });
  });

  test.each<[string, Partial<PlannedTest>]>([
    ['failed before it could ask', { outcome: 'failed' }],
    ['was left out', { outcome: 'left_out' }],
    ['was answered by mocks this time', { lmMode: 'mock' }],
  ])('are not known to be unused when their test %s', (_, more) => {
    const { unused } = judge([one(more)]);
    expect(unused).not.toContain(left);
  });

  test('those of the file itself are unused only when all its tests passed, with cassettes', () => {
    expect(judge([one(), one({ name: 'two', outcome: 'left_out' })]).unused).toEqual([left]);
    expect(judge([one()], [played(used)], 'mock').unused).toEqual([left]);
  });

  test('are gone with their test, although the file is there and another test failed', () => {
    expect(judge([one({ outcome: 'failed' })]).gone).toEqual([ofOther]);
  });
});
