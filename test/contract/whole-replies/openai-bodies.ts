/** Chat completions as OpenAI, OpenRouter, DeepSeek, vLLM and Mistral send them: more than any one of them says at once. */

const usage = {
  prompt_tokens: 20,
  completion_tokens: 9,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 3, audio_tokens: 0, accepted_prediction_tokens: 1, rejected_prediction_tokens: 0 },
};
const envelope = { id: 'chatcmpl-B9MHDbslfkBeAs8l', created: 1_741_570_283, model: 'gpt-5-2026-01-01', service_tier: 'default' };
const token = (text: string, bytes: number[] | null) => ({
  token: text,
  logprob: -0.25,
  bytes,
  top_logprobs: [{ token: 'Oh', logprob: -2, bytes: null }],
});

const said = {
  role: 'assistant',
  content: 'Paris 😀 is the capital.',
  refusal: null,
  annotations: [{ type: 'url_citation', url_citation: { url: 'https://example.com/a', title: 'A', start_index: 0, end_index: 5 } }],
  reasoning_content: 'The user asks for a capital.',
  reasoning_details: [{ type: 'reasoning.text', text: 'The user asks', signature: 'c2ln', format: 'anthropic-claude-v1', index: 0 }],
  audio: { id: 'audio_abc', data: 'UklGRg==', transcript: 'Paris', expires_at: 1_741_573_883 },
  images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }],
};
const calls = [
  { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city": "Rome",  "days": 2}' } },
  {
    id: 'call_2',
    type: 'function',
    function: { name: 'weather', arguments: '{"city":' },
    extra_content: { google: { thought_signature: 's' } },
  },
];
const choice = (message: object, finish_reason: string, more: object = {}) => ({
  index: 0,
  message,
  logprobs: null,
  finish_reason,
  ...more,
});
const completion = (choices: object[], more: object = {}) => ({ ...envelope, object: 'chat.completion', choices, usage, ...more });

/** Each as it comes in one body. */
export const WHOLE: Readonly<Record<string, object>> = {
  'text with all that stands beside it': completion(
    [choice(said, 'stop', { logprobs: { content: [token('Paris', null), token(' \ud83d', [240, 159])], refusal: null } })],
    { system_fingerprint: 'fp_44709d6fcb', provider: 'OpenAI' },
  ),
  'several tool calls, of which one is no JSON': completion([
    choice({ role: 'assistant', content: 'Let me look.', refusal: null, tool_calls: calls }, 'tool_calls'),
  ]),
  'a refusal': completion([choice({ role: 'assistant', content: null, refusal: 'I cannot help with that.' }, 'stop')]),
  'several choices': completion([
    choice(said, 'stop'),
    choice({ role: 'assistant', content: 'Lyon', refusal: null }, 'length', { index: 1 }),
  ]),
  'content in parts': completion([
    choice(
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] },
          { type: 'text', text: 'Hi' },
        ],
      },
      'stop',
    ),
  ]),
  'thoughts under the other name, and no usage': {
    ...completion([choice({ role: 'assistant', content: 'a', reasoning: 'b' }, 'eos')]),
    usage: undefined,
  },
  'no choice at all': completion([], { error: { message: 'upstream', code: 502 } }),
};

const chunk = (choices: object[], more: object = {}) => ({ ...envelope, object: 'chat.completion.chunk', choices, usage: null, ...more });
const delta = (said: object, more: object = {}) => chunk([{ index: 0, delta: said, logprobs: null, finish_reason: null, ...more }]);
const end = (finish_reason: string) => [delta({}, { finish_reason }), chunk([], { usage })];

/** Each as it comes in pieces. */
export const STREAMED: Readonly<Record<string, readonly object[]>> = {
  'thoughts, then text': [
    delta({ role: 'assistant', content: '', reasoning_content: 'The ' }),
    delta({ content: null, reasoning_content: 'user' }),
    delta({ content: 'Pa', annotations: said.annotations }, { logprobs: { content: [token('Pa', [80, 97])], refusal: null } }),
    delta({ content: 'ris' }, { logprobs: { content: [token('ris', null)], refusal: null } }),
    ...end('stop'),
  ],
  'tool calls in turn, in pieces': [
    delta({
      role: 'assistant',
      content: null,
      tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }],
    }),
    delta({ tool_calls: [{ index: 0, function: { arguments: '{"city": ' } }] }),
    delta({ tool_calls: [{ index: 0, function: { arguments: '"Rome"}' } }] }),
    delta({ tool_calls: [{ index: 1, id: 'call_2', type: 'function', function: { name: 'time', arguments: '' } }] }),
    delta({ tool_calls: [{ index: 1, function: { arguments: '{}' } }] }),
    ...end('tool_calls'),
  ],
  'a refusal': [delta({ role: 'assistant', content: null, refusal: 'I can' }), delta({ refusal: 'not.' }), ...end('stop')],
  'two choices at once': [
    delta({ role: 'assistant', content: 'A' }),
    chunk([{ index: 1, delta: { role: 'assistant', content: 'B' }, logprobs: null, finish_reason: null }]),
    delta({ content: 'da' }),
    chunk([{ index: 1, delta: { content: 'ob' }, logprobs: null, finish_reason: 'length' }]),
    ...end('stop'),
  ],
};

/** Errors of OpenAI, vLLM, FastAPI, OpenRouter. */
export const ERRORS: readonly (readonly [number, object])[] = [
  [
    400,
    {
      error: {
        message: "This model's maximum context length is 8192 tokens.",
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
  ],
  [404, { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', param: null, code: 404 }],
  [422, { detail: [{ loc: ['body', 'model'], msg: 'field required' }] }],
  [403, { error: { message: 'Flagged', code: 403, metadata: { reasons: ['violence'], provider_name: 'x' } }, user_id: 'u' }],
];
