import { answerOverWire } from '../../../../src/lm/wires/answer-exchange';
import { decodeCohere } from '../../../../src/lm/wires/cohere/decode';
import type { WireReply } from '../../../../src/lm/wires/wire';
import { lmError, lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf } from '../calls';

const HI = { model: 'command-a', messages: [{ role: 'user', content: 'hi' }] };
const USAGE = { inputTokens: 10, outputTokens: 5 };

async function ask(lm: ReturnType<typeof engineOf>, body: object = HI, route = 'chat'): Promise<WireReply> {
  const request = { url: new URL(`https://api.cohere.com/v2/${route}`), method: 'POST', body: JSON.stringify(body) };
  return (await answerOverWire(request, async (call) => (await lm.ask(call)).reply)) as WireReply;
}

const json = ({ chunks }: WireReply): unknown => JSON.parse(chunks.join(''));

test('a reply tells its thoughts, its text, its calls, why it ends and its tokens', async () => {
  const lm = engineOf();
  const reply = lmReply({ text: 'hello', thinking: 'hm', toolCalls: [{ name: 'find', arguments: { id: 1 } }], usage: USAGE });
  lm.whenPrompt({ prompt: 'hi' }).reply(reply);
  const counts = { input_tokens: 10, output_tokens: 5 };
  expect(json(await ask(lm, { ...HI, tools: [{ type: 'function', function: { name: 'find', parameters: {} } }] }))).toEqual({
    id: expect.stringMatching(/^\w{24}$/),
    message: {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'hello' },
      ],
      tool_calls: [{ id: 'call_0', type: 'function', function: { name: 'find', arguments: '{"id":1}' } }],
    },
    finish_reason: 'TOOL_CALL',
    usage: { billed_units: counts, tokens: counts },
  });
});

test('a reply of text alone has no calls in it', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).reply('hello');
  expect(json(await ask(lm))).toMatchObject({
    message: { role: 'assistant', content: [{ type: 'text', text: 'hello' }] },
    finish_reason: 'COMPLETE',
  });
  expect(json(await ask(lm))).not.toHaveProperty('message.tool_calls');
});

test('a stream brings every block from its start to its end, one write to each piece of text', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).reply(lmReply({ text: 'hello you', thinking: 'hm', toolCalls: [{ name: 'find', arguments: {} }] }));
  const { chunks } = await ask(lm, { ...HI, stream: true, tools: [{ type: 'function', function: { name: 'find' } }] });
  expect(chunks.join('').match(/(?<=event: ).*/g)).toEqual([
    ...['message-start', 'content-start', 'content-delta', 'content-end'],
    ...['content-start', 'content-delta', 'content-delta', 'content-end'],
    ...['tool-call-start', 'tool-call-delta', 'tool-call-end', 'message-end'],
  ]);
  expect(chunks).toHaveLength(4);
});

test('embeddings, and errors in its shape', async () => {
  const lm = engineOf();
  expect(
    json(await ask(lm, { model: 'embed-v4.0', texts: ['a', 'b'], input_type: 'search_query', embedding_types: ['float'] }, 'embed')),
  ).toMatchObject({
    embeddings: { float: [expect.any(Array), expect.any(Array)] },
    texts: ['a', 'b'],
  });
  lm.whenPrompt({ prompt: 'hi' }).reply(lmError({ status: 429, message: 'slow down' }));
  const refused = await ask(lm);
  expect([refused.status, json(refused)]).toEqual([429, { message: 'slow down' }]);
});

// What nothing here knows is carried: it is part of a key, and refused by name to a provider of another wire.
test('what a request holds is read as over other wires, and nothing of it vanishes', () => {
  const body = {
    model: 'm',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'tool', tool_call_id: 'c', content: 'found' },
    ],
    response_format: { type: 'json_object', json_schema: { type: 'object' }, strict: 1 },
    thinking: { type: 'enabled', token_budget: 9 },
    tool_choice: 'REQUIRED',
    ...{ p: 0.9, k: 3, max_tokens: 9, stop_sequences: ['.'], seed: 1 },
    documents: [{ data: { text: 'a' } }],
    safety_mode: 'STRICT',
  };
  expect(decodeCohere(new URL('https://api.cohere.com/v2/chat'), JSON.stringify(body))).toMatchObject({
    system: 'Be brief.',
    messages: [{ role: 'tool', parts: [{ type: 'tool_result', id: 'c', content: 'found' }] }],
    schema: { type: 'object' },
    sampling: { topP: 0.9, topK: 3, maxTokens: 9, stop: ['.'], seed: 1, thinkingBudget: 9, toolChoice: { mode: 'required' } },
    carried: { response_format: { strict: 1 }, documents: body.documents, safety_mode: 'STRICT' },
  });
  const embed = { model: 'm', input_type: 'image', inputs: [{ content: [{ type: 'text', text: 'a' }] }], embedding_types: ['int8'] };
  expect(decodeCohere(new URL('https://api.cohere.com/v2/embed'), JSON.stringify(embed))).toMatchObject({
    operation: 'embed',
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'a' }] }],
    carried: { input_type: 'image', embedding_types: ['int8'] },
  });
});
