const OpenAI = require('openai').default;
const Anthropic = require('@anthropic-ai/sdk').default;
const { dspex } = require('@dspex/jest-preset');

const openai = new OpenAI({ apiKey: 'unused', maxRetries: 0 });
const anthropic = new Anthropic({ apiKey: 'unused', maxRetries: 0 });
const user = (content) => [{ role: 'user', content }];
const chat = async (messages, more) => {
  const { choices } = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, ...more });
  return choices[0].message.content;
};
afterEach(() => expect(new Set(dspex.lm.calls.map(({ source }) => source))).toEqual(new Set(['cassette'])));

test('asks plainly', async () => {
  expect(await chat(user('say plainly'), { temperature: 0 })).toBe('plainly');
});

test('stops at one text', async () => {
  expect(await chat(user('say until END'), { stop: 'END' })).toBe('until');
});

// Version 1 left the setting out: both requests had one key, and were told apart by their number.
test('asks in two lengths', async () => {
  expect([await chat(user('say first'), { verbosity: 'low' }), await chat(user('say first'), { verbosity: 'high' })]).toEqual([
    'short',
    'long',
  ]);
});

test('instructs in the middle', async () => {
  const turns = [...user('say middle'), { role: 'system', content: 'Be brief.' }, ...user('say middle now')];
  expect(await chat(turns)).toBe('middle');
});

test('asks for a thought', async () => {
  const thinking = { type: 'enabled', budget_tokens: 1024 };
  const asked = { model: 'claude-haiku-4-5', max_tokens: 2048, top_k: 5, thinking, messages: user('say thought') };
  expect((await anthropic.messages.create(asked)).content.at(-1).text).toBe('thought');
});

test('asks through DSPy', async () => {
  expect((await dspex.run('question -> answer', { question: 'capital?' })).outputs).toEqual({ answer: 'Paris' });
});
