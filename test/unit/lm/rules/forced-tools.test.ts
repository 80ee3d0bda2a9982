import type { LmTool } from '../../../../src/shared/boundaries/lm-call';
import { engineOf, promptCall } from '../calls';

const PERSON = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 18 } },
  required: ['name', 'age'],
};
const tool = (name: string, more: object = {}): LmTool => ({ name, description: '', parameters: PERSON, ...more });
const REQUIRED = { mode: 'required' };

const asked = async (tools: LmTool[], toolChoice: object | undefined, reply?: unknown) => {
  const lm = engineOf();
  if (reply !== undefined) lm.whenPrompt({ prompt: 'extract' }).reply(reply);
  const { reply: got } = await lm.ask(promptCall('extract', { tools, sampling: toolChoice === undefined ? {} : { toolChoice } }));
  return got as { text: string | null; toolCalls: object[]; finishReason: string };
};

// Each fails when a client that demands a tool call gets text, or one that does not demand it gets a call.
describe('an object, where the client demands a call of a tool', () => {
  const ada = { name: 'Ada', age: 36 };
  const called = { text: null, toolCalls: [{ name: 'person', arguments: ada }], finishReason: 'tool_calls' };
  const said = { text: JSON.stringify(ada), toolCalls: [], finishReason: 'stop' };
  test.each([
    ['of the only one', [tool('person')], REQUIRED, called],
    ['of one by its name', [tool('person'), tool('other')], { mode: 'required', allowed: ['person'] }, called],
    ['of any of several', [tool('person'), tool('other')], REQUIRED, said],
    ['of one that the provider runs', [tool('person', { type: 'web_search' })], REQUIRED, said],
    ['of none', [tool('person')], undefined, said],
    ['of none, in so many words', [tool('person')], { mode: 'none' }, said],
  ])('%s', async (_, tools, choice, right) => {
    expect(await asked(tools, choice, ada)).toMatchObject(right);
  });

  test('text and lists stay what they are', async () => {
    expect(await asked([tool('person')], REQUIRED, 'no')).toMatchObject({ text: 'no', toolCalls: [] });
    expect(await asked([tool('person')], REQUIRED, [1])).toMatchObject({ text: '[1]', toolCalls: [] });
  });
});

describe('without a rule', () => {
  test('the tool that has to be called is called with typed defaults', async () => {
    const { toolCalls, finishReason } = await asked([tool('person')], REQUIRED);
    expect([toolCalls, finishReason]).toEqual([[{ name: 'person', arguments: { name: 'mock_response', age: 18 } }], 'tool_calls']);
  });

  test('a tool that may be called is not', async () => {
    expect(await asked([tool('person')], undefined)).toMatchObject({ text: 'mock_response', toolCalls: [] });
  });
});
