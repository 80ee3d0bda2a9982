import { lmReply } from '../../../../src/sandbox/lm/said';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { engineOf, fieldCall, promptCall } from '../calls';

const PRICE = { name: 'price', description: '', parameters: { type: 'object', properties: {} } };

/** A call of a signature with a field of tool calls (`dspy.ToolCalls`). */
function toolsCall(): LmCall {
  const call = fieldCall({ question: 'pen?' });
  const outputs = [
    { name: 'answer', schema: { type: 'string' } },
    { name: 'calls', schema: {}, toolCalls: true },
  ];
  return { ...call, fields: { ...(call.fields as NonNullable<LmCall['fields']>), outputs, tools: [PRICE] } };
}

function asked(parts: Parameters<typeof lmReply>[0]) {
  const lm = engineOf();
  lm.when({ question: 'pen?' }).reply(lmReply(parts));
  return lm.fields(toolsCall());
}

// Each fails when what is said beside the calls of a signature's field is lost.
describe('an lmReply that calls tools where a field takes the calls', () => {
  const toolCalls = [{ name: 'price', arguments: { name: 'pen' } }, { name: 'price' }];
  const calls = {
    tool_calls: [
      { name: 'price', args: { name: 'pen' } },
      { name: 'price', args: {} },
    ],
  };

  test('has its calls in the field, and its fields beside it', async () => {
    expect(await asked({ fields: { answer: 'a moment' }, toolCalls })).toEqual({ answer: 'a moment', calls });
  });

  test('has defaults in the fields that it does not name', async () => {
    expect(await asked({ toolCalls })).toEqual({ answer: '', calls });
  });

  test('is refused with text beside them, which no field takes', async () => {
    await expect(asked({ text: 'a moment', toolCalls })).rejects.toMatchObject({
      code: 'RULE_REPLY_INVALID',
      message: expect.stringMatching(/it has text beside its tool calls[\s\S]*reply with fields beside them/),
    });
  });
});

// Fails when of several calls of a step, or of what is beside them, something is dropped without a word.
test.each([
  ['two calls', { toolCalls: [{ name: 'find' }, { name: 'sell' }] }, /it calls 2 tools[\s\S]*a step of a ReAct agent calls one tool/],
  ['a call beside fields', { toolCalls: [{ name: 'find' }], fields: { next_thought: 'x' } }, /a step of a ReAct agent calls one tool/],
])('a step of %s is refused', async (_, parts, told) => {
  const lm = engineOf();
  lm.when({ q: 'x' }).reply(lmReply(parts));
  const step = { next_thought: {}, next_tool_name: {}, next_tool_args: {} };
  await expect(lm.ask(fieldCall({ q: 'x' }, step))).rejects.toMatchObject({
    code: 'RULE_REPLY_INVALID',
    message: expect.stringMatching(told),
  });
});

// Fails when a client is told to run a tool that its provider runs: it has none of that name.
test('a tool that the provider runs itself is not called', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'news' }).callTool('web_search', {});
  const tools = [{ ...PRICE, name: 'web_search', type: 'web_search_20250305' }];
  await expect(lm.ask(promptCall('news', { tools, api: 'anthropic' }))).rejects.toMatchObject({
    code: 'RULE_REPLY_INVALID',
    message: expect.stringMatching(/the provider runs web_search_20250305 itself[\s\S]*reply with that/),
  });
});
