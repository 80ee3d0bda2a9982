/** @jest-environment ./test/contract/http-door/door-environment.ts */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { dspex } from '../../../src/sandbox';

const openai = new OpenAI({ apiKey: 'k', maxRetries: 0 });
const anthropic = new Anthropic({ apiKey: 'k', maxRetries: 0 });
const FIND = { type: 'function' as const, name: 'find', parameters: { type: 'object', properties: {} }, strict: false };

// Each fails when a request that continues from a reply is taken for all that was said.
describe('a request that continues from a reply', () => {
  test('is seen with the turns behind its id: Responses, over three turns', async () => {
    dspex.lm.whenPrompt('pens').callTool('find', { id: 1 }).replyOnce('three').reply('three, as I said');
    const first = await openai.responses.create({ model: 'gpt-5', input: 'how many pens?', tools: [FIND] });
    const call = first.output.find((item) => item.type === 'function_call');
    const output = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: '3' };
    const second = await openai.responses.create({ model: 'gpt-5', previous_response_id: first.id, tools: [FIND], input: [output] });
    expect(second.output_text).toBe('three');
    const third = await openai.responses.create({ model: 'gpt-5', previous_response_id: second.id, input: 'sure?' });
    expect(third.output_text).toBe('three, as I said');
    expect(third.previous_response_id).toBe(second.id);
    expect(dspex.lm.calls.map(({ prompt }) => prompt)).toEqual([
      'how many pens?',
      'how many pens?\n\n3',
      'how many pens?\n\n3\n\nthree\n\nsure?',
    ]);
  });

  test('is seen with them when the reply was streamed', async () => {
    dspex.lm.whenPrompt('name').reply('Ada');
    const events = await openai.responses.create({ model: 'gpt-5', input: 'a name?', stream: true });
    let id = '';
    for await (const event of events) if (event.type === 'response.completed') id = event.response.id;
    await openai.responses.create({ model: 'gpt-5', previous_response_id: id, input: 'again?' });
    expect(dspex.lm.calls.at(-1)?.prompt).toBe('a name?\n\nAda\n\nagain?');
  });

  test('has the system text and the tools of its thread: Anthropic', async () => {
    dspex.lm.whenPrompt('pens').callTool('find', { id: 1 }).reply('three');
    const post = (body: object): Promise<Anthropic.Message> => anthropic.post('/v1/messages', { body });
    const tools = [{ name: 'find', input_schema: { type: 'object' } }];
    const asked = { model: 'claude-opus-5', max_tokens: 9, messages: [{ role: 'user', content: 'how many pens?' }] };
    const first = await post({ ...asked, system: 'Be brief.', tools, thread: { type: 'create' } });
    const [use] = first.content as Anthropic.ToolUseBlock[];
    const content = [{ type: 'tool_result', tool_use_id: use?.id, content: '3' }];
    const thread = { type: 'continue', previous_message_id: first.id };
    const second = await post({ model: 'claude-opus-5', max_tokens: 9, thread, messages: [{ role: 'user', content }] });
    expect(second.content).toMatchObject([{ type: 'text', text: 'three' }]);
    expect(dspex.lm.calls.at(-1)).toMatchObject({ prompt: 'how many pens?\n\n3', system: 'Be brief.' });
  });

  // Fails when turns that nobody knows are passed over.
  test.each([{ previous_response_id: 'resp_of_yesterday' }, { conversation: 'conv_of_yesterday' }])(
    'from an id that was not given out is refused: %j',
    async (continues) => {
      dspex.lm.whenPrompt(/./).reply('x');
      dspex.expectProblem('LM_REQUEST_UNSUPPORTED');
      const asked = openai.responses.create({ model: 'gpt-5', input: 'go on', ...continues });
      await expect(asked).rejects.toThrow(/_of_yesterday[\s\S]*LM_REQUEST_UNSUPPORTED/);
    },
  );
});
