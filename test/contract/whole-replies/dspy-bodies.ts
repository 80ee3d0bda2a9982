/** What providers say to a program of DSPy's: its answer in the words of ChatAdapter, and all that stands beside it. */

const ANSWER = '[[ ## answer ## ]]\nParis\n\n[[ ## completed ## ]]';
const QUOTE = {
  type: 'char_location',
  cited_text: 'Paris is',
  document_title: 'Guide',
  document_index: 0,
  start_char_index: 0,
  end_char_index: 8,
};
const TOKEN = { token: 'Paris', logprob: -0.25, bytes: [80], top_logprobs: [{ token: 'Paris', logprob: -0.25, bytes: [80] }] };

export interface Said {
  readonly model: string;
  /** Where the API begins. */
  readonly path: string;
  readonly body: object;
}

const anthropic = (content: object[], more: object = {}): Said => ({
  model: 'anthropic/claude-haiku-4-5',
  path: '',
  body: {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5-20251001', content },
    ...{ stop_reason: 'end_turn', stop_sequence: null, ...more },
    usage: { input_tokens: 10, output_tokens: 7, cache_read_input_tokens: 4, cache_creation_input_tokens: 3 },
  },
});

const gemini = (parts: object[], more: object = {}): Said => ({
  model: 'gemini/gemini-3.5-flash',
  path: '/v1beta',
  body: {
    candidates: [{ content: { parts, role: 'model' }, finishReason: 'STOP', index: 0, ...more }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 7, thoughtsTokenCount: 5, totalTokenCount: 22 },
    modelVersion: 'gemini-3.5-flash-001',
    responseId: 'r',
  },
});

const openai = (message: object, more: object = {}): Said => ({
  model: 'openai/gpt-4o-mini',
  path: '/v1',
  body: {
    ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-4o-mini-2024', system_fingerprint: 'fp' },
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', ...message }, ...more }],
    usage: { prompt_tokens: 10, completion_tokens: 7, total_tokens: 17, prompt_tokens_details: { cached_tokens: 4 } },
  },
});

export const SAID: Readonly<Record<string, Said>> = {
  'thoughts and a citation of Anthropic': anthropic([
    { type: 'thinking', thinking: 'It is a capital.', signature: 'c2ln' },
    { type: 'text', text: ANSWER, citations: [QUOTE] },
  ]),
  'a tool call of Anthropic': anthropic([{ type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 'map' } }], {
    stop_reason: 'tool_use',
  }),
  'thoughts of Gemini': gemini([
    { text: 'It is a capital.', thought: true },
    { text: ANSWER, thoughtSignature: 'c2ln' },
  ]),
  'grounding of Gemini': gemini([{ text: ANSWER }], {
    groundingMetadata: {
      groundingChunks: [{ web: { uri: 'https://e.com', title: 'e' } }],
      groundingSupports: [{ segment: { startIndex: 0, endIndex: 5, text: 'Paris' }, groundingChunkIndices: [0] }],
    },
  }),
  'a citation of OpenAI': openai({
    content: ANSWER,
    annotations: [{ type: 'url_citation', url_citation: { url: 'https://e.com', title: 'e', start_index: 0, end_index: 5 } }],
  }),
  'thoughts of a server that speaks OpenAI’s wire': openai({ content: ANSWER, reasoning_content: 'It is a capital.' }),
  'log probabilities of OpenAI': openai({ content: ANSWER }, { logprobs: { content: [TOKEN], refusal: null } }),
  'a text that breaks off': openai({ content: 'Par' }, { finish_reason: 'length' }),
};
