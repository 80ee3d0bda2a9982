/** Responses of Gemini's, with what its API reference says may stand in them. */

const usageMetadata = {
  promptTokenCount: 20,
  candidatesTokenCount: 9,
  thoughtsTokenCount: 5,
  totalTokenCount: 34,
  cachedContentTokenCount: 4,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 20 }],
};
const envelope = { usageMetadata, modelVersion: 'gemini-3.5-flash-lite', responseId: 'mOgZadHDKuCC', createTime: '2026-01-01T00:00:00Z' };
const candidate = (parts: object[], more: object = {}) => ({ content: { parts, role: 'model' }, finishReason: 'STOP', index: 0, ...more });
const thought = { text: 'The user asks for a capital.', thought: true };
const token = { token: 'Paris', tokenId: 12, logProbability: -0.25 };
const besides = {
  safetyRatings: [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE' }],
  citationMetadata: { citationSources: [{ startIndex: 0, endIndex: 5, uri: 'https://example.com', license: '' }] },
  groundingMetadata: { webSearchQueries: ['capital'], groundingChunks: [{ web: { uri: 'https://e.com', title: 'e' } }] },
  avgLogprobs: -0.25,
  logprobsResult: { chosenCandidates: [token], topCandidates: [{ candidates: [token] }] },
  tokenCount: 9,
};

export const WHOLE: Readonly<Record<string, object>> = {
  'text with all that stands beside it': {
    candidates: [candidate([thought, { text: 'Paris 😀', thoughtSignature: 'c2ln' }], besides)],
    ...envelope,
  },
  'calls with ids and signatures': {
    candidates: [
      candidate([
        { functionCall: { id: 'a', name: 'weather', args: { city: 'Rome' } }, thoughtSignature: 'c2ln' },
        { functionCall: { name: 'weather' } },
      ]),
    ],
    ...envelope,
  },
  'a picture and code between texts': {
    candidates: [
      candidate([
        { text: 'Look:' },
        { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
        { executableCode: { language: 'PYTHON', code: 'print(1)' } },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
        { text: 'Done.' },
      ]),
    ],
    ...envelope,
  },
  'several candidates': {
    candidates: [candidate([{ text: 'a' }]), candidate([{ text: 'b' }], { index: 1, finishReason: 'MAX_TOKENS' })],
    ...envelope,
  },
  'a blocked prompt': {
    promptFeedback: { blockReason: 'SAFETY', safetyRatings: [] },
    usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 },
  },
  'a candidate without content': { candidates: [{ finishReason: 'RECITATION', index: 0 }], ...envelope },
};

const piece = (parts: object[], more: object = {}) => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
  ...envelope,
});

export const STREAMED: Readonly<Record<string, readonly object[]>> = {
  'thoughts, then text': [
    piece([{ text: 'The user ', thought: true }]),
    piece([{ text: 'asks.', thought: true }]),
    piece([{ text: 'Par' }]),
    piece([{ text: 'is' }]),
    piece([{ text: '', thoughtSignature: 'c2ln' }], { finishReason: 'STOP', groundingMetadata: besides.groundingMetadata }),
  ],
  'text, then calls': [
    piece([{ text: 'I look.' }]),
    piece([{ functionCall: { name: 'weather', args: { city: 'Rome' } }, thoughtSignature: 'c2ln' }]),
    piece([{ functionCall: { name: 'time', args: {} } }], { finishReason: 'STOP' }),
  ],
};

const details = [
  { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: 'contents', description: 'too long' }] },
];
export const ERRORS: readonly (readonly [number, object])[] = [
  [400, { error: { code: 400, message: 'The input token count exceeds the maximum.', status: 'INVALID_ARGUMENT', details } }],
  [403, { error: { code: 403, message: 'Permission denied [project 1].', status: 'PERMISSION_DENIED' } }],
];
