import { notPassed } from './not-passed';
import { runOnce } from './run-jest';

const SUITE = `
const { dspex } = require('@dspex/jest-preset');
const faithful = () => dspex.createProgram({ signature: 'question, answer -> why, score: float' });

test('a sentence is judged by', async () => {
  dspex.lm.when({ criterion: /polite/ }).reply({ reasoning: 'It is rude.', satisfied: false });
  dspex.lm.when({ text: 'Gladly!', criterion: /polite/ }).reply({ reasoning: 'It is glad.', satisfied: true });
  await expect('Gladly!').toSatisfy('is polite');
  await expect('Go away.').not.toSatisfy('is polite');
  const failing = expect('Go away.').toSatisfy('is polite');
  await expect(failing).rejects.toThrow(/Expected to satisfy "is polite":[\\s\\S]*Go away\\.[\\s\\S]*It is rude/);
  await expect(expect('Gladly!').not.toSatisfy('is polite')).rejects.toThrow(/not to satisfy[\\s\\S]*It is glad/);
  expect(dspex.lm).toHaveBeenPromptedTimes(4);
  await expect({ answer: 'Gladly!' }).toSatisfy('is polite').catch(() => undefined);
  expect(dspex.lm).toHaveBeenPrompted({ text: /"answer": "Gladly!"/ });
});

test('a program judges, by its number or by its only boolean', async () => {
  dspex.lm.when({ question: 'q', answer: 'a' }).reply({ why: 'so it is', score: 0.75 });
  const judge = await faithful();
  const inputs = { question: 'q' };
  await expect('a').toSatisfy(judge, { inputs, atLeast: 0.7 });
  await expect({ question: 'q', answer: 'a', other: 1 }).toSatisfy(judge, { atLeast: 0.75 });
  await expect(expect('a').toSatisfy(judge, { inputs, atLeast: 0.8 })).rejects.toThrow(/at least 0.8[\\s\\S]*so it is[\\s\\S]*0.75/);
  await expect(expect('a').toSatisfy(judge, { inputs })).rejects.toMatchObject({ code: 'JUDGE_INVALID' });
  await expect(expect('a').toSatisfy(judge, { inputs, output: 3 })).rejects.toThrow(/name of an output/);
  await expect(expect('a').toSatisfy(judge, { atLeast: 0.7 })).rejects.toMatchObject({ code: 'JUDGE_INVALID' });
  await expect(expect('a').toSatisfy({ execute() {} })).rejects.toMatchObject({ code: 'JUDGE_INVALID' });
});

test('a value that JSON would show as empty is shown as it is; a promise, and options that nobody reads, are refused', async () => {
  for (const [value, shown] of [[new Map([['a', 1]]), /'a' => 1/], [new Error('no tea'), /no tea/], [10n, '10n'], [undefined, 'undefined'], [{ a: [1, undefined] }, /undefined/], [{ a: 1, b: undefined }, '{\\n  "a": 1\\n}']]) {
    dspex.lm.when({ text: shown, criterion: 'is there' }).reply({ reasoning: '', satisfied: true });
    await expect(value).toSatisfy('is there');
  }
  const refused = { code: 'JUDGE_INVALID' };
  await expect(expect(Promise.resolve('x')).toSatisfy('is there')).rejects.toMatchObject(refused);
  await expect(expect('x').toSatisfy(' ')).rejects.toMatchObject(refused);
  await expect(expect('x').toSatisfy('is there', { atLeast: 0.5 })).rejects.toMatchObject(refused);
  const judge = await faithful();
  await expect(expect('x').toSatisfy(judge, { inputs: { question: 'q' }, atleast: 0.5 })).rejects.toThrow(/did you mean atLeast/);
  await expect(expect('x').toSatisfy(judge, { inputs: { question: 'q' }, atLeast: '0.5' })).rejects.toMatchObject(refused);
});

test('a function is asked at once', async () => {
  await expect(3).toSatisfy(async (n) => n > 2);
  await expect(expect(3).toSatisfy(async (n) => n > 3)).rejects.toThrow('Expected 3 to satisfy');
  expect(3).toSatisfy((n) => n > 2);
  expect(() => expect(3).toSatisfy((n) => n > 3)).toThrow('Expected 3 to satisfy');
});

test('a judge that is not answered is a miss', async () => {
  dspex.lm.when({ criterion: 'other' }).reply({ reasoning: '', satisfied: true });
  dspex.lm.expectMiss();
  await expect(expect('x').toSatisfy('is polite')).rejects.toMatchObject({ code: 'LM_MISS' });
});
`;
const PYTHON = `
test('a module of the user judges', async () => {
  dspex.lm.when({ text: /./ }).reply({ fine: true });
  await expect('x').toSatisfy(await dspex.loadModule('judges:Fine'));
});
`;
const JUDGES = `
import dspy

class Fine(dspy.Module):
    def __init__(self):
        super().__init__()
        self.judge = dspy.Predict("text -> fine: bool")
    def forward(self, text):
        return self.judge(text=text)
`;

// Fails when a layer judges otherwise, a judge's words are not in the failure, or what it is asked is guessed.
test('judges say whether a value satisfies, in both layers', async () => {
  const run = await runOnce({
    'unit.test.js': SUITE,
    'python.test.js': `/** @jest-environment @dspex/jest-preset/integration */\n${SUITE}${PYTHON}`,
    'judges.py': JUDGES,
  });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests).toHaveLength(11);
});
