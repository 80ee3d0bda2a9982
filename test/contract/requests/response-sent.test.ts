import type OpenAI from 'openai';
import { responseBody } from '../../../src/lm/real/openai/response-request';
import { refuseUnsupported } from '../../../src/lm/real/unsupported';
import { DECODE } from './keys';

type Asked = OpenAI.Responses.ResponseCreateParamsNonStreaming;

const parameters = { type: 'object', properties: {} };
const asked = {
  model: 'gpt-5',
  instructions: 'Be short.',
  input: [
    { type: 'message', role: 'user', content: 'Weather?' },
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' },
    { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'weather', arguments: '{"city":"Rome"}', status: 'completed' },
    { type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_2', name: 'run', input: 'print(1)' },
    { type: 'function_call_output', call_id: 'call_1', output: 'sunny' },
    { type: 'custom_tool_call_output', call_id: 'call_2', output: '1' },
    { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'Sunny.', annotations: [] }],
    },
    { type: 'item_reference', id: 'msg_0' },
    {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'And here?' },
        { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'high' },
        { type: 'input_image', file_id: 'file_1', detail: 'auto' },
        { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
      ],
    },
  ],
  tools: [
    { type: 'function', name: 'weather', description: 'The weather.', parameters, strict: false },
    { type: 'function', name: 'time', parameters, strict: true },
    { type: 'custom', name: 'run' },
    { type: 'web_search', search_context_size: 'low' },
    { type: 'mcp', server_label: 'd', server_url: 'https://example.com/mcp', require_approval: 'never' },
  ],
  tool_choice: { type: 'function', name: 'weather' },
  include: ['reasoning.encrypted_content', 'web_search_call.action.sources'],
  reasoning: { effort: 'low', summary: 'auto' },
  text: { format: { type: 'json_schema', name: 'reply', schema: parameters, strict: false }, verbosity: 'low' },
  max_output_tokens: 99,
  truncation: 'auto',
  store: false,
  prompt_cache_key: 'k',
} satisfies Asked;

// Fails when OpenAI is sent anything else than the program sent: a function that says no to `strict` would be strict without its word.
test('a request goes to OpenAI as it came', () => {
  expect(responseBody(DECODE.openai_responses(asked))).toEqual(asked);
});

// Fails when what only Responses have words for is left out where they are not asked, or when nobody says what would ask them.
test('by chat completions, what these have no words for is refused by name', () => {
  const call = DECODE.openai_responses(asked);
  expect(() => refuseUnsupported(call, 'openai', 'openai_responses')).not.toThrow();
  expect(() => refuseUnsupported(call, 'openai')).toThrow(/web_search.*include.*truncation.*wire: 'responses'.*LM_REQUEST_UNSUPPORTED/s);
  expect(() => refuseUnsupported(DECODE.openai_responses({ model: 'm', input: 'hi' }), 'openai')).not.toThrow();
});

test('a prompt of OpenAI’s without a model is refused: what it costs is not known before', () => {
  const call = DECODE.openai_responses({ prompt: { id: 'pmpt_1' }, input: 'hi' });
  expect(() => refuseUnsupported(call, 'openai', 'openai_responses')).toThrow(/a prompt of the provider’s without a model/);
});
