import { runInNewContext } from 'node:vm';
import { lmError, lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf, fieldCall, promptCall } from '../calls';

// Each fails when another rule answers, or when one answers that should not.
describe('a rule by fields matches', () => {
  test.each([
    ['a literal', 'refund', 'refund', true],
    ['another literal', 'refund', 'Refund', false],
    ['a pattern', /refund/i, 'a Refund', true],
    ['a pattern of another realm', runInNewContext('/refund/'), 'refund', true],
    ['a global pattern, every time', /refund/g, 'refund', true],
    ['a function of the value', (value: unknown) => value === 'refund', 'refund', true],
    ['a function that says no', () => false, 'refund', false],
    ['an asymmetric matcher', expect.stringContaining('fund'), 'refund', true],
    ['a nested value', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
    ['a nested value that differs', { a: [1] }, { a: [2] }, false],
    ['a number against its text', 3, '3', false],
  ])('%s', async (_, expected, got, matched) => {
    const lm = engineOf();
    lm.when({ ticket: expected }).reply({ answer: 'yes' });
    const answered = lm.fields(fieldCall({ ticket: got, other: 'x' }));
    await (matched ? expect(answered).resolves.toEqual({ answer: 'yes' }) : expect(answered).rejects.toMatchObject({ code: 'LM_MISS' }));
  });

  // Fails when rules share what one of them was given, and changed.
  test('what the call says, whatever a function of another rule does to its values', async () => {
    const lm = engineOf();
    lm.when({ list: '["b","a"]' }).reply({ answer: 'by its text' });
    lm.when({ list: (list: string[]) => list.sort()[0] === 'none' }).reply({ answer: 'sorted' });
    lm.when({ list: (list: string[]) => list.join() === 'b,a' }).reply({ answer: 'as it came' });
    lm.when({ list: (list: string[]) => list.splice(0).length === 0 }).reply({ answer: 'emptied' });
    expect(await lm.fields(fieldCall({ list: ['b', 'a'] }))).toEqual({ answer: 'as it came' });
    expect(await lm.fields(fieldCall({ list: ['b', 'a'] }))).toEqual({ answer: 'as it came' });
  });

  test('only calls that have all its fields', async () => {
    const lm = engineOf();
    lm.when({ ticket: /./, name: /./ }).reply({ answer: 'a' });
    await expect(lm.ask(fieldCall({ ticket: 'x' }))).rejects.toThrow('name: expected /./, got no such field (there are: ticket)');
    await expect(lm.ask(promptCall('ticket name'))).rejects.toThrow('got a call without a signature');
  });

  test('values that JSON has no word for as what they are', async () => {
    const lm = engineOf();
    lm.when({ id: 2n ** 64n }).reply({ answer: 'big' });
    expect(await lm.fields(fieldCall({ id: { $type: 'bigint', value: String(2n ** 64n) } }))).toEqual({ answer: 'big' });
  });
});

describe('a rule by prompt matches', () => {
  const call = promptCall('The weather in Oslo?', { system: 'Be brief.', tools: [{ name: 'lookup', description: '', parameters: {} }] });
  test.each([
    [{ prompt: 'weather' }, true],
    [{ prompt: /oslo/i }, true],
    [{ prompt: 'Weather' }, false],
    [{ system: 'brief', model: 'gpt-4o-mini', tool: 'lookup' }, true],
    [{ prompt: 'weather', system: 'verbose' }, false],
    [{ tool: 'other' }, false],
    [{ model: /gemini/ }, false],
  ])('%j: %s', async (pattern, matched) => {
    const lm = engineOf();
    lm.whenPrompt(pattern).reply('a');
    const answered = lm.text(call);
    await (matched ? expect(answered).resolves.toBe('a') : expect(answered).rejects.toMatchObject({ code: 'LM_MISS' }));
  });

  test('a function gets the call as a person reads it', async () => {
    const lm = engineOf();
    lm.whenCall((seen) => (seen as { prompt: string; system: string }).prompt === 'The weather in Oslo?').reply('a');
    expect(await lm.text(call)).toBe('a');
  });
});

describe('which rule answers', () => {
  const call = fieldCall({ q: 'x' });
  test('the nearest scope, in it the latest, and queued replies before all', async () => {
    const lm = engineOf();
    lm.when({ q: 'x' }, lm.file).reply({ answer: 'file' });
    lm.when({ q: 'x' }).reply({ answer: 'first' });
    const queued = lm.when({ q: 'x' });
    queued.replyOnce({ answer: 'once' });
    queued.replyOnce({ answer: 'twice' });
    lm.when({ q: 'x' }).reply({ answer: 'latest' });
    const got = [];
    for (let i = 0; i < 4; i++) got.push(await lm.fields(call));
    expect(got).toEqual(['once', 'twice', 'latest', 'latest'].map((answer) => ({ answer })));
  });

  describe('in a chat that sends its turns again', () => {
    const said = (role: 'user' | 'assistant', text: string) => ({ role, parts: [{ type: 'text' as const, text }] });
    const chat = promptCall('', { messages: [said('user', 'I am Ada'), said('assistant', 'Hello.'), said('user', 'what is my name?')] });
    test.each([
      ['the one whose text needs the newest turn', ['name', 'I am Ada'], 'name'],
      ['the same, declared the other way round', ['I am Ada', 'name'], 'name'],
      ['one that needs several turns', [/Ada.*my name/s, 'I am Ada'], '/Ada.*my name/s'],
      ['the latest of two that need it', ['what is', 'name'], 'name'],
      ['the latest of two that stand in an earlier turn', ['I am', 'Ada'], 'Ada'],
      ['one of an earlier turn where no other matches', ['weather', 'I am Ada'], 'I am Ada'],
      ['the latest, where it takes any text', ['name', /./], 'name'],
      ['the latest, where the model said the rest', ['Hello', 'I am Ada'], 'I am Ada'],
    ])('%s', async (_, prompts, right) => {
      const lm = engineOf();
      for (const prompt of prompts) lm.whenPrompt({ prompt }).reply(String(prompt));
      expect(await lm.text(chat)).toBe(right);
    });

    test('a rule that looks at the whole call keeps its place', async () => {
      const lm = engineOf();
      lm.whenPrompt({ prompt: 'name' }).reply('text');
      lm.whenCall(() => true).reply('function');
      expect(await lm.text(chat)).toBe('function');
    });
  });

  test('times bounds a rule; the one behind it takes over', async () => {
    const lm = engineOf();
    lm.when({ q: 'x' }).reply({ answer: 'behind' });
    const bounded = lm.when({ q: 'x' });
    bounded.times(2);
    bounded.reply({ answer: 'bounded' });
    expect([await lm.fields(call), await lm.fields(call), await lm.fields(call)]).toEqual([
      { answer: 'bounded' },
      { answer: 'bounded' },
      { answer: 'behind' },
    ]);
  });

  test('calls that come at once never share a queued reply', async () => {
    const lm = engineOf();
    const rule = lm.when({ q: 'x' });
    for (const answer of ['a', 'b', 'c']) rule.replyOnce({ answer });
    const got = (await Promise.all([lm.fields(call), lm.fields(call), lm.fields(call)])) as { answer: string }[];
    expect(got.map(({ answer }) => answer).sort()).toEqual(['a', 'b', 'c']);
  });

  test('a rule without a reply is told at the call it would match, with its place', async () => {
    const lm = engineOf();
    lm.when({ q: 'x' });
    await expect(lm.ask(call)).rejects.toMatchObject({ code: 'RULE_INVALID', message: expect.stringContaining('a.test.ts:1') });
    expect(lm.journal.problems()).toHaveLength(1);
  });

  type Made = ReturnType<ReturnType<typeof engineOf>['when']>;
  const wrong = <Given>(given: unknown): Given => given as Given;
  test.each<[string, (rule: Made) => unknown, RegExp]>([
    ['times', (rule) => rule.times(0), /\.times\(2\)/],
    ['delay', (rule) => rule.delay(-1), /\.delay\(250\)/],
    ['status', (rule) => rule.replyWithError({ status: 200 }), /replyWithError\(\{ status: 429/],
    ['error that is none', (rule) => rule.replyWithError(wrong(undefined)), /replyWithError\(\{ status: 429/],
    ['fault', (rule) => rule.replyWithFault(wrong('slow')), /replyWithFault\('malformed'\)/],
    ['stream of a number', (rule) => rule.stream(wrong(5), 0, null), /\.stream\(\['one/],
    ['stream', (rule) => rule.stream(['a'], 0, 2), /cutAfter: 1/],
    [
      'lmError of a word',
      (rule) => rule.reply(lmError(wrong('rate_limit'))),
      /given "rate_limit": it takes an object[\s\S]*lmError\(\{ status: 429/,
    ],
    ['lmReply of nothing', (rule) => rule.reply(lmReply(wrong(undefined))), /it takes an object[\s\S]*lmReply\(\{ text:/],
  ])('refuses a %s that makes no sense, and shows one that does', (_, change, next) => {
    expect(() => change(engineOf().when({ q: 'x' }))).toThrow(
      expect.objectContaining({ code: 'RULE_INVALID', message: expect.stringMatching(next) }),
    );
  });
});

describe('an agent', () => {
  const STEP = { next_thought: { type: 'string' }, next_tool_name: { enum: ['lookup', 'finish'] }, next_tool_args: { type: 'object' } };
  const step = fieldCall({ question: 'q', trajectory: '' }, STEP);
  const answer = fieldCall({ question: 'q', trajectory: '' }, { reasoning: { type: 'string' }, answer: { type: 'string' } });

  test('calls the tools in order, then finishes, and keeps the answer for its question', async () => {
    const lm = engineOf();
    const rule = lm.when({ question: 'q' });
    rule.callTool('lookup', { id: 1 });
    rule.replyOnce({ answer: 'once' });
    rule.reply({ answer: 'then' });
    expect(await lm.fields(step)).toMatchObject({ next_tool_name: 'lookup', next_tool_args: { id: 1 } });
    expect(await lm.fields(step)).toMatchObject({ next_tool_name: 'finish' });
    expect(await lm.fields(answer)).toEqual({ reasoning: 'mock_response', answer: 'once' });
    expect(await lm.fields(answer)).toMatchObject({ answer: 'then' });
  });

  test('whose reply is a function finishes its step, too', async () => {
    const lm = engineOf();
    lm.when({ question: 'q' }).reply(() => ({ answer: 'computed' }));
    expect(await lm.fields(step)).toMatchObject({ next_tool_name: 'finish' });
    expect(await lm.fields(answer)).toMatchObject({ answer: 'computed' });
  });

  test('without rules finishes at once: a default tool would loop', async () => {
    expect(await engineOf().fields(step)).toMatchObject({ next_tool_name: 'finish' });
  });
});
