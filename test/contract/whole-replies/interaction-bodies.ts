/** Interactions of Gemini's, with what its client's types say may stand in them. */

const usage = {
  total_input_tokens: 20,
  total_output_tokens: 9,
  total_thought_tokens: 5,
  total_cached_tokens: 4,
  total_tokens: 34,
  input_tokens_by_modality: [{ modality: 'text', tokens: 20 }],
};
const envelope = {
  id: 'v1_abc',
  object: 'interaction',
  model: 'gemini-3.5-flash-lite',
  created: '2026-01-01T00:00:00Z',
  updated: '2026-01-01T00:00:01Z',
  service_tier: 'standard',
};
const thought = { type: 'thought', summary: [{ type: 'text', text: 'The user asks for a capital.' }], signature: 'c2ln' };
const cited = {
  type: 'text',
  text: 'Paris 😀',
  annotations: [{ type: 'url_citation', url: 'https://e.com', title: 'e', start_index: 0, end_index: 5 }],
};

export const WHOLE: Readonly<Record<string, object>> = {
  'text with thoughts and citations': {
    ...envelope,
    status: 'completed',
    steps: [thought, { type: 'model_output', content: [cited] }],
    usage,
  },
  'calls with ids, and thoughts between them': {
    ...envelope,
    status: 'requires_action',
    steps: [
      thought,
      { type: 'function_call', id: 'a', name: 'weather', arguments: { city: 'Rome' } },
      { ...thought, signature: 'c2lnMg==' },
      { type: 'function_call', id: 'b', name: 'weather', arguments: {} },
    ],
    usage,
  },
  'what a tool of the provider’s found, and a picture': {
    ...envelope,
    status: 'completed',
    steps: [
      { type: 'google_search_call', id: 's', arguments: { queries: ['capital'] }, signature: 'c2ln' },
      { type: 'google_search_result', call_id: 's', result: [{ url: 'https://e.com', title: 'e' }], signature: 'c2ln' },
      {
        type: 'model_output',
        content: [
          { type: 'text', text: 'Look:' },
          { type: 'image', mime_type: 'image/png', data: 'iVBORw0KGgo=' },
        ],
      },
    ],
    usage,
  },
  'a text that breaks off': {
    ...envelope,
    status: 'incomplete',
    steps: [{ type: 'model_output', content: [{ type: 'text', text: 'Par' }] }],
    usage,
  },
  'a failure': { ...envelope, status: 'failed', steps: [], usage },
};

const begun = { event_type: 'interaction.created', interaction: { ...envelope, status: 'in_progress' } };
const ended = (status: string, more: object = {}) => ({
  event_type: 'interaction.completed',
  interaction: { ...envelope, status, usage, ...more },
});
const start = (index: number, step: object) => ({ event_type: 'step.start', index, step });
const delta = (index: number, piece: object) => ({ event_type: 'step.delta', index, delta: piece });
const stop = (index: number) => ({ event_type: 'step.stop', index });

export const STREAMED: Readonly<Record<string, readonly object[]>> = {
  'text in pieces, with thoughts and citations': [
    begun,
    start(0, { type: 'thought' }),
    delta(0, { type: 'thought_summary', content: { type: 'text', text: 'Hm.' } }),
    delta(0, { type: 'thought_signature', signature: 'c2ln' }),
    stop(0),
    start(1, { type: 'model_output' }),
    delta(1, { type: 'text', text: 'Par' }),
    delta(1, { type: 'text', text: 'is 😀' }),
    delta(1, { type: 'text_annotation_delta', annotations: cited.annotations }),
    stop(1),
    ended('completed'),
  ],
  'calls in pieces': [
    begun,
    start(0, { type: 'function_call', id: 'a', name: 'weather', arguments: {} }),
    delta(0, { type: 'arguments_delta', arguments: '{"city":' }),
    delta(0, { type: 'arguments_delta', arguments: '"Rome"}' }),
    stop(0),
    ended('requires_action'),
  ],
  'a tool of the provider’s, and a picture': [
    begun,
    start(0, { type: 'google_search_call', id: 's', arguments: {} }),
    delta(0, { type: 'google_search_call', arguments: { queries: ['capital'] }, signature: 'c2ln' }),
    stop(0),
    start(1, { type: 'google_search_result', call_id: 's' }),
    delta(1, { type: 'google_search_result', result: [{ url: 'https://e.com' }] }),
    stop(1),
    start(2, { type: 'model_output' }),
    delta(2, { type: 'text', text: 'Look:' }),
    delta(2, { type: 'image', mime_type: 'image/png', data: 'iVBORw0KGgo=' }),
    stop(2),
    ended('completed'),
  ],
};

const failed = (code: number, status: string, details?: object[]) => ({
  error: { code, message: 'no', status, ...(details && { details }) },
});
export const ERRORS: readonly (readonly [number, object])[] = [
  [400, failed(400, 'INVALID_ARGUMENT')],
  [429, failed(429, 'RESOURCE_EXHAUSTED', [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' }])],
  [503, failed(503, 'UNAVAILABLE')],
];
