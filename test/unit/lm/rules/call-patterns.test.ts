import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { engineOf, fieldCall, missOf, promptCall } from '../calls';
import { AFTER_WEATHER } from './after-weather';

/** Whether a rule of this pattern answers. */
async function answers(pattern: Record<string, unknown>, call: LmCall): Promise<boolean> {
  const lm = engineOf();
  lm.whenPrompt(pattern).reply('yes');
  return lm.ask(call).then(
    () => true,
    (error: { code: string }) => {
      expect(error.code).toBe('LM_MISS');
      return false;
    },
  );
}

describe('a model', () => {
  test.each([
    ['gpt-4o-mini', true],
    ['gpt-4o', false],
    [/^gpt-4o/, true],
    ['openai/gpt-4o-mini', false],
  ])('of a client, %p: %s', async (model, matched) => {
    expect(await answers({ model }, promptCall('x', { model: 'gpt-4o-mini' }))).toBe(matched);
  });

  test('of DSPy is known with its provider and without', async () => {
    const call = promptCall('x', { door: 'python', api: 'dspy', model: 'gpt-4o-mini' });
    expect(await answers({ model: 'openai/gpt-4o-mini' }, call)).toBe(true);
    expect(await answers({ model: 'gpt-4o-mini' }, call)).toBe(true);
  });
});

describe('output fields', () => {
  const call = fieldCall({ question: 'q' }, { code: {}, reasoning: {} });
  test.each([
    [{ outputs: ['code'] }, true],
    [{ outputs: [/^co/, 'reasoning'] }, true],
    [{ outputs: ['code', 'answer'] }, false],
  ])('%j beside input fields: %s', async (also, matched) => {
    const lm = engineOf();
    lm.scope.addRule({ matcher: { kind: 'fields', fields: { question: 'q' }, also }, declaredAt: 'a.test.ts:1' }).reply({ code: '1' });
    const outcome = await lm.ask(call).then(
      () => 'answered',
      (error: { message: string }) => error.message,
    );
    expect(outcome).toEqual(matched ? 'answered' : expect.stringContaining('outputs: expected'));
  });

  test('of a call without a signature are none', async () => {
    expect((await missOf(withRule({ outputs: ['code'] }), promptCall('x'))).message).toContain('outputs: expected ["code"], got []');
  });
});

function withRule(pattern: Record<string, unknown>): ReturnType<typeof engineOf> {
  const lm = engineOf();
  lm.whenPrompt(pattern).reply('yes');
  return lm;
}

// Fails when an earlier rule of the whole conversation answers in the place of one for this turn.
test.each([
  [[{ prompt: 'Oslo' }, { afterTool: 'weather' }]],
  [[{ afterTool: 'weather' }, { prompt: 'Oslo' }]],
  [[{ turn: 2 }, { prompt: 'Oslo' }]],
])('of %j, the rule that names the turn answers it', async (patterns) => {
  const lm = engineOf();
  for (const pattern of patterns) lm.whenPrompt(pattern).reply('prompt' in pattern ? 'first' : 'second');
  expect(await lm.text(AFTER_WEATHER.Anthropic as LmCall)).toBe('second');
});

// Fails when a rule that looks for nothing that there is answers everything, or nothing, without a word.
test.each([
  [{ promt: 'x' }, /did you mean prompt/],
  [{}, /would match every call/],
  [{ prompt: undefined }, /prompt is undefined/],
  [{ turn: 0 }, /turn is 0/],
  [{ outputs: 'code' }, /outputs is "code"/],
])('refuses the pattern %j', (pattern, message) => {
  expect(() => engineOf().whenPrompt(pattern)).toThrow(message);
});

test.each(['weather', /weather/, null, ['question']])('refuses %p in the place of fields', (fields) => {
  expect(() => engineOf().when(fields as never)).toThrow(/when\(…\) was given/);
});

test('a function and the list of calls see the same call', async () => {
  const lm = engineOf();
  const seen: Record<string, unknown>[] = [];
  lm.whenCall((call) => {
    seen.push(call as Record<string, unknown>);
    return true;
  }).reply({ answer: 'a' });
  const sampling = { temperature: 0.5, reasoningEffort: 'low', stop: ['END'], seed: 7 };
  const asked = { n: 2, rolloutId: 3 };
  await lm.ask({ ...fieldCall({ question: 'q' }), sampling, asked, schema: { type: 'object' } });
  const [call] = lm.journal.calls();
  const { inputs, ...rest } = seen[0] as Record<string, unknown>;
  expect(call).toMatchObject(rest);
  expect(rest).toMatchObject({
    sampling: { ...sampling, ...asked },
    schema: { type: 'object' },
    turn: 1,
    messages: [{ role: 'user', content: 'question: q' }],
    fields: { outputs: [{ name: 'answer' }] },
  });
});
