/** Responses of OpenAI's, with what its client's types say may stand in them. */

const usage = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 29,
};
export const envelope = {
  id: 'resp_67ccd2bed1ec8190',
  object: 'response',
  created_at: 1_741_570_283,
  model: 'gpt-5-2026-01-01',
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: 8192,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: 'low', summary: 'auto' },
  service_tier: 'default',
  store: true,
  temperature: 1,
  text: { format: { type: 'text' }, verbosity: 'medium' },
  tool_choice: 'auto',
  tools: [{ type: 'web_search', search_context_size: 'medium', user_location: null }],
  top_p: 1,
  truncation: 'disabled',
};
export const response = (output: object[], more: object = {}) => ({
  ...envelope,
  status: 'completed',
  completed_at: 1_741_570_285,
  output,
  usage,
  ...more,
});
export const message = (content: object[], more: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content,
  ...more,
});
export const said = (text: string, more: object = {}) => ({ type: 'output_text', text, annotations: [], logprobs: [], ...more });
const token = (text: string, bytes: number[]) => ({
  token: text,
  logprob: -0.25,
  bytes,
  top_logprobs: [{ token: 'Oh', logprob: -2, bytes: [79, 104] }],
});
export const annotations = [
  { type: 'url_citation', url: 'https://example.com/a', title: 'A', start_index: 0, end_index: 5 },
  { type: 'file_citation', file_id: 'file_1', filename: 'a.pdf', index: 3 },
];
export const reasoning = {
  id: 'rs_1',
  type: 'reasoning',
  summary: [
    { type: 'summary_text', text: '**Looking up**' },
    { type: 'summary_text', text: 'The user asks for a capital.' },
  ],
  encrypted_content: 'gAAAAABo',
};
export const search = {
  id: 'ws_1',
  type: 'web_search_call',
  status: 'completed',
  action: { type: 'search', query: 'capital', sources: [] },
};
export const weather = {
  id: 'fc_1',
  type: 'function_call',
  status: 'completed',
  call_id: 'call_1',
  name: 'weather',
  arguments: '{"city": "Rome",  "days": 2}',
};

/** Each as it comes in one body. */
export const WHOLE: Readonly<Record<string, object>> = {
  'text with thoughts, citations and what a search found': response([
    reasoning,
    search,
    message([said('Paris 😀 is it.', { annotations })]),
  ]),
  'log probabilities': response([message([said('Paris.', { logprobs: [token('Paris', [80]), token('.', [46])] })])]),
  'several messages, of which one is a commentary': response([
    message([said('Let me look.')], { phase: 'commentary' }),
    search,
    message([said('Paris, '), said('of course.')], { id: 'msg_2', phase: 'final_answer' }),
  ]),
  'calls of tools between thoughts, of which one is no JSON': response([
    reasoning,
    weather,
    { ...reasoning, id: 'rs_2', summary: [], content: [{ type: 'reasoning_text', text: 'Again.' }] },
    { ...weather, id: 'fc_2', call_id: 'call_2', arguments: '{"city":' },
    { id: 'ctc_1', type: 'custom_tool_call', status: 'completed', call_id: 'call_3', name: 'run', input: 'print(1)' },
  ]),
  'calls of OpenAI’s own tools': response([
    { id: 'fs_1', type: 'file_search_call', status: 'completed', queries: ['q'], results: [{ file_id: 'f', score: 0.5, text: 't' }] },
    {
      id: 'ci_1',
      type: 'code_interpreter_call',
      status: 'completed',
      code: 'print(1)',
      container_id: 'c',
      outputs: [{ type: 'logs', logs: '1' }],
    },
    { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'iVBORw0KGgo=', revised_prompt: 'a cat' },
    {
      id: 'mcpl_1',
      type: 'mcp_list_tools',
      server_label: 'd',
      tools: [{ name: 'roll', input_schema: {}, annotations: null, description: '' }],
    },
    {
      id: 'mcp_1',
      type: 'mcp_call',
      server_label: 'd',
      name: 'roll',
      arguments: '{"n":1}',
      output: '4',
      error: null,
      approval_request_id: null,
    },
    { id: 'mcpr_1', type: 'mcp_approval_request', server_label: 'd', name: 'roll', arguments: '{}' },
    message([said('Done.')]),
  ]),
  'what a client runs for the model': response([
    { id: 'ls_1', type: 'local_shell_call', status: 'completed', call_id: 'call_1', action: { type: 'exec', command: ['ls'], env: {} } },
  ]),
  'a refusal': response([message([{ type: 'refusal', refusal: 'I cannot help with that.' }])]),
  'a text that breaks off': response([message([said('Par')], { status: 'incomplete' })], {
    status: 'incomplete',
    completed_at: null,
    incomplete_details: { reason: 'max_output_tokens' },
  }),
  'nothing said, for a filter': response([], { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }),
  'another server’s, which says less': {
    id: 'r1',
    object: 'response',
    model: 'llama',
    status: 'completed',
    output: [{ type: 'message', id: 'm1', role: 'assistant', content: [{ type: 'output_text', text: 'Paris.' }] }],
    usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
  },
};

/** What tells of an error, and is no recording. */
export const FAILED = response([], { status: 'failed', error: { code: 'server_error', message: 'It broke.' }, usage: null });

const failed = (message: string, code: string | null) => ({ error: { message, type: 'invalid_request_error', param: null, code } });
export const ERRORS: readonly (readonly [number, object])[] = [
  [400, failed('Unknown parameter: x', 'unknown_parameter')],
  [404, failed('The model `gpt-9` does not exist', 'model_not_found')],
  [429, failed('Too many', 'rate_limit_exceeded')],
  [500, failed('Oops', null)],
];
