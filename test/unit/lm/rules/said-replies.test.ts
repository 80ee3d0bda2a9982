import { lmError, lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf, fieldCall } from '../calls';
import { type Address, askOver } from '../wires/ask';

const SCHEMA = { type: 'object', properties: {} };
const NAMES = ['weather', 'trains'];
/** The same question to every wire, with two tools on offer. */
const ASKED: Partial<Record<Address, object>> = {
  openai: {
    messages: [{ role: 'user', content: 'go' }],
    tools: NAMES.map((name) => ({ type: 'function', function: { name, parameters: SCHEMA } })),
  },
  responses: { input: 'go', tools: NAMES.map((name) => ({ type: 'function', name, parameters: SCHEMA, strict: false })) },
  anthropic: { max_tokens: 9, messages: [{ role: 'user', content: 'go' }], tools: NAMES.map((name) => ({ name, input_schema: SCHEMA })) },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'go' }] }], tools: [{ functionDeclarations: NAMES.map((name) => ({ name })) }] },
};
const WIRES = Object.keys(ASKED) as Address[];

function ask(reply: unknown, address: Address, more: object = {}) {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply(reply);
  return askOver(lm, address, { model: 'm', ...ASKED[address], ...more });
}

// Each fails when something that was said does not arrive at a client of this provider.
describe('what is said of a reply', () => {
  const usage = { inputTokens: 11, outputTokens: 7, cachedTokens: 3, thinkingTokens: 2 };
  const said = lmReply({
    text: 'Let me see.',
    thinking: 'Two things.',
    toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' }, id: 'mine' }, { name: 'trains' }],
    usage,
  });

  test('arrives over chat completions', async () => {
    expect(await ask(said, 'openai')).toMatchObject({
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            content: 'Let me see.',
            reasoning_content: 'Two things.',
            tool_calls: [
              { id: 'mine', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
              { id: 'call_1', function: { name: 'trains', arguments: '{}' } },
            ],
          },
        },
      ],
      usage: { prompt_tokens: 11, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 3 } },
    });
  });

  test('arrives over Responses', async () => {
    expect(await ask(said, 'responses')).toMatchObject({
      output: [
        { type: 'reasoning', summary: [{ text: 'Two things.' }] },
        { type: 'message', content: [{ text: 'Let me see.' }] },
        { type: 'function_call', call_id: 'mine', name: 'weather' },
        { type: 'function_call', name: 'trains' },
      ],
      usage: { input_tokens: 11, output_tokens: 7, output_tokens_details: { reasoning_tokens: 2 } },
    });
  });

  test('arrives over Anthropic', async () => {
    expect(await ask(said, 'anthropic')).toMatchObject({
      stop_reason: 'tool_use',
      content: [
        { type: 'thinking', thinking: 'Two things.' },
        { type: 'text', text: 'Let me see.' },
        { type: 'tool_use', id: 'mine', name: 'weather', input: { city: 'Oslo' } },
        { type: 'tool_use', name: 'trains', input: {} },
      ],
      usage: { input_tokens: 8, cache_read_input_tokens: 3, output_tokens: 7 },
    });
  });

  test('arrives over Gemini', async () => {
    expect(await ask(said, 'gemini')).toMatchObject({
      candidates: [
        {
          content: {
            parts: [
              { text: 'Two things.', thought: true },
              { text: 'Let me see.' },
              { functionCall: { id: 'mine', name: 'weather', args: { city: 'Oslo' } } },
              { functionCall: { name: 'trains', args: {} } },
            ],
          },
        },
      ],
      usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 5, thoughtsTokenCount: 2, cachedContentTokenCount: 3 },
    });
  });

  test.each(WIRES)('a refusal over %s', async (address) => {
    expect(JSON.stringify(await ask(lmReply({ refusal: 'I will not.' }), address))).toMatch(
      /"refusal":"I will not\."|"type":"refusal","refusal":"I will not\."|"explanation":"I will not\."|"finishMessage":"I will not\."/,
    );
  });

  test.each(WIRES)('why it ends, over %s', async (address) => {
    const body = JSON.stringify(await ask(lmReply({ text: 'cut', finishReason: 'length' }), address));
    expect(body).toMatch(/"finish_reason":"length"|"max_output_tokens"|"stop_reason":"max_tokens"|"finishReason":"MAX_TOKENS"/);
  });

  test.each(WIRES)('what the provider says besides, over %s', async (address) => {
    const metadata = { body: { service_tier: 'priority' }, message: { annotations: [{ type: 'url_citation' }] } };
    const body = JSON.stringify(await ask(lmReply({ text: 'said', metadata }), address));
    expect(body).toContain('"service_tier":"priority"');
    expect(body).toContain('"annotations":[{"type":"url_citation"}]');
  });

  test('choices, one to each that is asked for', async () => {
    const parts = ['a', lmReply({ text: 'b', finishReason: 'length' }), { c: 1 }];
    const reply = lmReply({ choices: parts, usage: { inputTokens: 11, outputTokens: 7 } });
    const { choices, usage } = await ask(reply, 'openai', { n: 3 });
    expect(usage).toMatchObject({ prompt_tokens: 11, completion_tokens: 7 });
    expect(
      choices.map((choice: { message: { content: string }; finish_reason: string }) => [choice.message.content, choice.finish_reason]),
    ).toEqual([
      ['a', 'stop'],
      ['b', 'length'],
      ['{"c":1}', 'stop'],
    ]);
    await expect(ask(reply, 'openai', { n: 2 })).rejects.toThrow(/3 choices[\s\S]*asks for 2/);
  });

  test('log probabilities', async () => {
    const logprobs = [{ token: 'so', logprob: -0.5, top: [{ token: 'no', logprob: -1 }] }];
    const { choices } = await ask(lmReply({ text: 'so', logprobs }), 'openai');
    expect(choices[0].logprobs.content).toMatchObject([{ token: 'so', logprob: -0.5, top_logprobs: [{ token: 'no', logprob: -1 }] }]);
    await expect(ask(lmReply({ text: 'so', logprobs }), 'anthropic')).rejects.toThrow(
      /Anthropic has no place for logprobs[\s\S]*RULE_REPLY_INVALID/,
    );
  });

  test.each(WIRES)('pieces of text, then calls, streamed over %s', async (address) => {
    const reply = lmReply({ chunks: ['Let ', 'me see.'], toolCalls: [{ name: 'trains', arguments: { to: 'Bergen, by night' } }] });
    const stream = address === 'gemini' ? 'gemini (stream)' : address;
    const events = JSON.stringify(await ask(reply, stream, { ...ASKED[address], stream: true }));
    expect(events.indexOf('Let ')).toBeGreaterThan(0);
    expect(events.indexOf('me see.')).toBeGreaterThan(events.indexOf('Let '));
    expect(events.lastIndexOf('trains')).toBeGreaterThan(events.indexOf('me see.'));
  });
});

describe('in DSPy and without a wire', () => {
  test('fields beside a thought', async () => {
    const lm = engineOf();
    lm.when({ q: 'x' }).reply(lmReply({ fields: { answer: 'a' }, thinking: 'hm' }));
    expect((await lm.ask(fieldCall({ q: 'x' }))).reply).toMatchObject({ fields: { answer: 'a' }, thinking: 'hm', text: null });
  });

  test('one step of an agent, with its thought', async () => {
    const step = { next_thought: {}, next_tool_name: {}, next_tool_args: {} };
    const lm = engineOf();
    lm.when({ q: 'x' }).reply(lmReply({ text: 'I look.', toolCalls: [{ name: 'find', arguments: { id: 1 } }] }));
    expect(await lm.fields(fieldCall({ q: 'x' }, step))).toEqual({
      next_thought: 'I look.',
      next_tool_name: 'find',
      next_tool_args: { id: 1 },
    });
  });

  test('choices are refused where each is asked for by itself', async () => {
    const lm = engineOf();
    lm.when({ q: 'x' }).reply(lmReply({ choices: ['a', 'b'] }));
    await expect(lm.ask(fieldCall({ q: 'x' }))).rejects.toThrow(/DSPy has no place for choices/);
  });
});

// Fails when what cannot be said is found out at a call, or not at all.
test.each([
  [lmReply({ text: 'a', fields: {} }), /text and fields/],
  [lmReply({ txt: 'a' } as never), /txt/],
  [lmReply({ toolCalls: [{ name: 1 }] } as never), /toolCalls\.0\.name/],
  [lmReply({ finishReason: 'done' } as never), /finishReason/],
  [lmError({ status: 200 }), /status/],
  [lmError({ fault: 'fire' } as never), /fault/],
])('%j is refused where it is declared', (reply, message) => {
  const rule = engineOf().whenPrompt({ prompt: 'hi' });
  expect(() => rule.reply(reply)).toThrow(message);
  expect(() => rule.reply(reply)).toThrow(/a\.test\.ts:1[\s\S]*RULE_INVALID/);
});

// Fails when who says a word of the provider's own is not told where it goes.
test.each([
  [lmReply({ text: 'a', metadata: { stop_reason: 'pause_turn' } } as never), "metadata: { message: { stop_reason: 'pause_turn' } }"],
  [lmReply({ text: 'a', finishReason: 'pause_turn' } as never), "metadata: { message: { stop_reason: 'pause_turn' } }"],
  [lmReply({ text: 'ab', chunks: ['a', 'b'] }), "next: .reply(lmReply({ chunks: ['Ra', 'in.'] }))"],
])('%j is told how it is said', (reply, told) => {
  expect(() => engineOf().whenPrompt({ prompt: 'hi' }).reply(reply)).toThrow(told);
});
