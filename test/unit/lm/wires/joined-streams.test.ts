import { AnthropicProvider } from '../../../../src/lm/real/anthropic/provider';
import { joinedEvents } from '../../../../src/lm/wires/interactions/joined-events';
import { decodeOpenAi } from '../../../../src/lm/wires/openai/decode';
import { decodeResponses } from '../../../../src/lm/wires/responses/decode';
import { streamWrites } from '../../../../src/lm/wires/responses/stream';
import { ScriptedProvider } from '../../../contract/whole-replies/provider';
import { promptCall } from '../calls';

const server = new ScriptedProvider();
beforeAll(() => server.listen());
afterAll(() => server.close());

const named = (event: { type: string }): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

// Fails when arguments that a limit cut off end the whole reply, which the model gave and somebody paid for.
test('a call of a tool that a limit cut off has its arguments as far as they came', async () => {
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [],
    usage: { input_tokens: 7, output_tokens: 1 },
  };
  const events = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} } },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"city":"Os' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'max_tokens', stop_sequence: null }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ];
  server.script = { text: events.map(named).join(''), headers: { 'content-type': 'text/event-stream' } };
  const provider = new AnthropicProvider({ apiKey: 'k', baseUrl: server.origin, fetch });
  expect(await provider.send(promptCall('hi', { api: 'anthropic', stream: true }))).toMatchObject({
    finishReason: 'length',
    toolCalls: [{ id: 'toolu_1', name: 'weather', arguments: { unparsed: '{"city":"Os' } }],
  });
});

describe('the pieces of an interaction of Gemini', () => {
  const begun = [{ event_type: 'step.start', index: 0, step: { type: 'model_output', content: [] } }];
  const contentOf = (...deltas: object[]): unknown => {
    const { steps } = joinedEvents([...begun, ...deltas.map((delta) => ({ event_type: 'step.delta', index: 0, delta }))]);
    return (steps as { content: unknown }[])[0]?.content;
  };
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  // Fails when a sound is only its first piece, or pieces of Base64 are put together as text: each is padded by itself.
  test('of a sound are one sound', () => {
    const pieces = ['a', 'bc', 'def'].map((text) => ({ type: 'audio', mime_type: 'audio/wav', data: base64(text) }));
    expect(contentOf(...pieces)).toEqual([{ type: 'audio', mime_type: 'audio/wav', data: base64('abcdef') }]);
  });

  test('of other kinds stay apart', () => {
    const pictures = ['a', 'b'].map((text) => ({ type: 'image', mime_type: 'image/png', data: base64(text) }));
    expect(contentOf(...pictures)).toEqual(pictures);
  });

  test('keep what is noted on a text that has not come yet', () => {
    const annotations = [{ type: 'url_citation', url: 'https://example.com' }];
    expect(contentOf({ type: 'text_annotation_delta', annotations })).toEqual([{ type: 'text', text: '', annotations }]);
  });
});

// Fails when a part of a kind that is new to OpenAI's API vanishes from a recording that is streamed.
test('a part of a message that has no pieces comes whole', () => {
  const part = { type: 'output_audio', data: 'AAEC', transcript: 'hi' } as never;
  const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [part] };
  const writes = streamWrites({ id: 'r', status: 'completed', output: [item] } as never, { chunks: null, thoughtChunks: null } as never);
  const parts = writes.flat().filter(({ type }) => type.startsWith('response.content_part'));
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0, part };
  expect(parts).toEqual([
    { type: 'response.content_part.added', ...place },
    { type: 'response.content_part.done', ...place },
  ]);
});

// Fails when a model may call what its caller did not allow, or two spellings of one choice have two recordings.
test.each(['auto', 'required'] as const)('the choice among some tools is read on both of the wires of OpenAI: %s', (mode) => {
  const url = (path: string): URL => new URL(path, 'https://api.openai.com');
  const own = { type: 'allowed_tools', mode, tools: [{ type: 'function', name: 'weather' }] };
  const nested = { type: 'allowed_tools', allowed_tools: { mode, tools: [{ type: 'function', function: { name: 'weather' } }] } };
  const chat = { model: 'm', messages: [{ role: 'user', content: 'hi' }], tool_choice: nested };
  const choices = [
    decodeOpenAi(url('/v1/chat/completions'), JSON.stringify(chat)),
    decodeResponses(url('/v1/responses'), JSON.stringify({ model: 'm', input: 'hi', tool_choice: own })),
  ].map(({ sampling }) => sampling.toolChoice);
  expect(choices).toEqual([
    { mode, allowed: ['weather'] },
    { mode, allowed: ['weather'] },
  ]);
});
