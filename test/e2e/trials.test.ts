import { type Run, runOnce } from './run-jest';

const FILES = {
  'some.test.js': `
    const { dspex, isolatedTest } = require('@dspex/jest-preset');
    const asked = [];
    let each = 0;
    beforeEach(() => { each += 1; });
    // The model is wrong twice of five times.
    const flaky = (wrong) => async ({ lm, namespace, run }) => {
      asked.push(namespace);
      const number = asked.length;
      lm.when({ n: /./ }).reply({ answer: wrong.includes(number) ? 'wrong' : 'right' });
      const { outputs } = await run('n -> answer', { n: 'x' });
      expect(lm.calls).toHaveLength(1);
      expect(outputs.answer).toBe('right');
    };
    isolatedTest('mostly right', { trials: 5, passRate: 0.6 }, flaky([2, 4]));
    test('each had a context and hooks of its own', () => {
      expect(new Set(asked.splice(0)).size).toBe(5);
      expect(each).toBe(6);
    });
    isolatedTest('too often wrong', { trials: 5, passRate: 0.8 }, flaky([2, 4]));
    test('start again', () => { asked.length = 0; });
    isolatedTest('always right', { trials: 3 }, flaky([]));
    isolatedTest('once wrong', { trials: 3 }, flaky([5]));
    isolatedTest('throws anything', { trials: 4, passRate: 0.25 }, () => {
      asked.push('thrown');
      const thrown = [undefined, null, { a: 1 }];
      const number = asked.filter((one) => one === 'thrown').length;
      if (number < 4) throw thrown[number - 1];
    });
    isolatedTest.each(['a', 'b'])('of a row: %s', { trials: 2, passRate: 0.5 }, (_, row) => { asked.push(row); expect(asked.filter((one) => one === row)).toHaveLength(1); });
  `,
  'broken.test.js': `
    const { dspex, isolatedTest } = require('@dspex/jest-preset');
    let n = 0;
    isolatedTest('misses once', { trials: 2, passRate: 0.5 }, async ({ lm, run }) => {
      lm.when({ n: 'y' }).reply({ answer: 'a' });
      await run('n -> answer', { n: n++ === 0 ? 'x' : 'y' });
    });
    isolatedTest('no part', { passRate: 0.5 }, () => undefined);
    isolatedTest('no number', { trials: 1.5 }, () => undefined);
    isolatedTest('too much', { trials: 2, passRate: 80 }, () => undefined);
  `,
};

// Fails when a trial shares its context, a failing one reddens a test that passes often enough, or the verdict does not say what failed how often.
describe('trials', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runOnce(FILES);
  });
  test('a test is tried several times, and passes if enough trials do', () => {
    const statusOf = (file: string): Record<string, string> =>
      Object.fromEntries(run.tests.filter((one) => one.file.endsWith(file)).map(({ fullName, status }) => [fullName, status]));
    expect(statusOf('some.test.js')).toEqual({
      ...named('mostly right', 5, []),
      'each had a context and hooks of its own': 'passed',
      ...named('too often wrong', 5, [5]),
      'start again': 'passed',
      ...named('always right', 3, []),
      ...named('once wrong', 3, [3]),
      ...named('throws anything', 4, []),
      ...named('of a row: a', 2, []),
      ...named('of a row: b', 2, []),
    });
    const [message = ''] = run.test('too often wrong (trial 5 of 5)').failureMessages;
    expect(message).toMatch(
      /3 of 5 trials of "too often wrong" passed; 4 have to \(passRate 0\.8\)[\s\S]*2 × .*"right".*"wrong".*\(trials 2, 4\)[\s\S]*trial 2 of 5/,
    );
    expect(run.output).toMatch(/note .*3 of 5 trials of "mostly right" passed: 2 ×/);
  });

  // Fails when the verdict of some of the trials tells to run one that is not there, or says nothing of what was thrown.
  test('the verdict names a trial that is there, and whatever was thrown', async () => {
    expect(run.output).toMatch(
      /note .*1 × thrown: undefined \(trial 1\); 1 × thrown: null \(trial 2\); 1 × thrown: \{ a: 1 \} \(trial 3\)/,
    );
    const some = await runOnce(FILES, { args: ['-t', 'too often wrong .trial [24] of 5'] });
    const [message = ''] = some.test('too often wrong (trial 4 of 5)').failureMessages;
    expect(message).toMatch(/1 of 2 trials[\s\S]*next: .*too often wrong \\\(trial 4 of 5\\\)/);
  });

  // Fails when a miss, which no model can help, hides among trials; or when what makes no sense is taken.
  test('a trial bears no miss, and options that make no sense are refused', () => {
    expect(run.tests.filter(({ file }) => file.endsWith('broken.test.js')).map(({ fullName, status }) => [fullName, status])).toEqual([
      ['misses once (trial 1 of 2)', 'failed'],
      ['misses once (trial 2 of 2)', 'passed'],
      ['no part', 'failed'],
      ['no number', 'failed'],
      ['too much', 'failed'],
    ]);
    expect(run.test('misses once (trial 1 of 2)').failureMessages.join()).toContain('[LM_MISS]');
    for (const name of ['no part', 'no number', 'too much']) expect(run.test(name).failureMessages.join()).toContain('[OPTION_INVALID]');
  });
});

function named(name: string, trials: number, failed: readonly number[]): Record<string, string> {
  const numbers = Array.from({ length: trials }, (_, at) => at + 1);
  return Object.fromEntries(numbers.map((n) => [`${name} (trial ${n} of ${trials})`, failed.includes(n) ? 'failed' : 'passed']));
}
