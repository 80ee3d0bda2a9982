import { canonicalRequest } from '../../../../src/lm/cassettes/canonical-request';
import { estimatedReply } from '../../../../src/lm/rules/estimated-reply';
import { Redactor } from '../../../../src/lm/secrets/redact';
import { exchangeOf } from '../../../../src/lm/wires/wires';
import type { LmMessageReply } from '../../../../src/shared/boundaries/lm-call';

const SCHEMA = { type: 'object', properties: { queue: { type: 'string' } } };
const CITY = { type: 'object', properties: { city: { type: 'string' } } };
const ROUTES = {
  gemini: 'https://generativelanguage.googleapis.com/v1beta/models/some-model:generateContent',
  openai: 'https://api.openai.com/v1/chat/completions',
  responses: 'https://api.openai.com/v1/responses',
  anthropic: 'https://api.anthropic.com/v1/messages',
};
type Wire = keyof typeof ROUTES;

/** One conversation in the words of each wire: a system text, a picture, two tool calls at once, and their results. */
const CONVERSATION: Record<Wire, object> = {
  gemini: {
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      { role: 'user', parts: [{ text: 'Compare.' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
      { role: 'model', parts: [{ text: 'Let me see.' }, call('Oslo'), call('Rome')] },
      { role: 'user', parts: [result('rain'), result('sun')] },
    ],
    tools: [{ functionDeclarations: [{ name: 'weather', description: 'Tells it.', parameters: { ...CITY, type: 'OBJECT' } }] }],
    generationConfig: { responseMimeType: 'application/json', responseSchema: SCHEMA, maxOutputTokens: 50, temperature: 0.5, topP: 0.9 },
  },
  openai: {
    model: 'some-model',
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Compare.' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: ['Oslo', 'Rome'].map((city) => ({
          id: city,
          type: 'function',
          function: { name: 'weather', arguments: json({ city }) },
        })),
      },
      { role: 'tool', tool_call_id: 'Oslo', content: 'rain' },
      { role: 'tool', tool_call_id: 'Rome', content: 'sun' },
    ],
    tools: [{ type: 'function', function: { name: 'weather', description: 'Tells it.', parameters: CITY } }],
    response_format: { type: 'json_schema', json_schema: { name: 's', schema: SCHEMA } },
    max_completion_tokens: 50,
    temperature: 0.5,
    top_p: 0.9,
  },
  responses: {
    model: 'some-model',
    instructions: 'Be brief.',
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Compare.' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
        ],
      },
      { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'hm' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Let me see.' }] },
      { type: 'function_call', call_id: 'Oslo', name: 'weather', arguments: json({ city: 'Oslo' }) },
      { type: 'function_call', call_id: 'Rome', name: 'weather', arguments: json({ city: 'Rome' }) },
      { type: 'function_call_output', call_id: 'Oslo', output: 'rain' },
      { type: 'function_call_output', call_id: 'Rome', output: [{ type: 'input_text', text: 'sun' }] },
    ],
    tools: [{ type: 'function', name: 'weather', description: 'Tells it.', parameters: CITY }],
    text: { format: { type: 'json_schema', name: 's', schema: SCHEMA } },
    max_output_tokens: 50,
    temperature: 0.5,
    top_p: 0.9,
  },
  anthropic: {
    model: 'some-model',
    system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Compare.' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          { type: 'text', text: 'Let me see.' },
          ...['Oslo', 'Rome'].map((city) => ({ type: 'tool_use', id: city, name: 'weather', input: { city } })),
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'Oslo', content: 'rain' },
          { type: 'tool_result', tool_use_id: 'Rome', content: [{ type: 'text', text: 'sun' }] },
        ],
      },
    ],
    tools: [{ name: 'weather', description: 'Tells it.', input_schema: CITY }],
    output_config: { format: { type: 'json_schema', schema: SCHEMA } },
    max_tokens: 50,
    temperature: 0.5,
    top_p: 0.9,
  },
};

function call(city: string): object {
  return { functionCall: { name: 'weather', args: { city } } };
}
function result(said: string): object {
  return { functionResponse: { name: 'weather', response: { result: said } } };
}
function json(value: object): string {
  return JSON.stringify(value);
}

function exchange(wire: Wire, body: object, path = '') {
  const found = exchangeOf(new URL(ROUTES[wire] + path), 'POST', json(body));
  if (found === null) throw new Error(`no wire reads ${ROUTES[wire]}${path}`);
  return found;
}

// Fails when one wire reads a part of a conversation as something else than the others: then a cassette would answer only one of them.
test.each(Object.keys(CONVERSATION) as Wire[])('%s reads a conversation as every other wire does', (wire) => {
  const canonical = (of: Wire) => {
    const asIs = (text: string) => text;
    const request = canonicalRequest(exchange(of, CONVERSATION[of]).decode(), new Redactor({}), { texts: asIs, ids: asIs });
    // OpenAI insists on a name for the schema, and the others have no place for one.
    const { schemaName, ...sampling } = request.sampling;
    return { ...request, sampling };
  };
  expect(canonical(wire)).toEqual(canonical('openai'));
  expect(canonical(wire)).toMatchObject({ system: 'Be brief.', schema: SCHEMA, messages: [{}, {}, { role: 'tool' }] });
});

const MINIMAL: Record<Wire, object> = {
  gemini: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
  openai: { model: 'm', messages: [{ role: 'user', content: 'hi' }] },
  responses: { model: 'm', input: 'hi' },
  anthropic: { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] },
};

/** What each wire says for: anything, nothing, some tool, this tool. */
const CHOICES: Record<Wire, readonly object[]> = {
  gemini: ['AUTO', 'NONE', 'ANY', 'ANY'].map((mode, index) => ({
    toolConfig: { functionCallingConfig: { mode, ...(index === 3 && { allowedFunctionNames: ['weather'] }) } },
  })),
  openai: ['auto', 'none', 'required', { type: 'function', function: { name: 'weather' } }].map((tool_choice) => ({ tool_choice })),
  responses: ['auto', 'none', 'required', { type: 'function', name: 'weather' }].map((tool_choice) => ({ tool_choice })),
  anthropic: [{ type: 'auto' }, { type: 'none' }, { type: 'any' }, { type: 'tool', name: 'weather' }].map((tool_choice) => ({
    tool_choice,
  })),
};

// Fails when a real LM would be free to do what the caller forbade, or a cassette of one choice would answer another.
test.each(Object.keys(CHOICES) as Wire[])('%s says which tool has to be called', (wire) => {
  const said = CHOICES[wire].map((choice) => exchange(wire, { ...MINIMAL[wire], ...choice }).decode().sampling.toolChoice);
  expect(said).toEqual([undefined, { mode: 'none' }, { mode: 'required' }, { mode: 'required', allowed: ['weather'] }]);
});

// Fails when a route, a method or a body that is none of the provider's is taken for a call.
test.each(Object.keys(ROUTES) as Wire[])('%s reads nothing but its own', (wire) => {
  expect(exchangeOf(new URL(`${ROUTES[wire]}/x`), 'POST', '{}')).toBeNull();
  expect(exchangeOf(new URL(ROUTES[wire]), 'GET', '')).toBeNull();
  expect(() => exchangeOf(new URL(ROUTES[wire]), 'POST', '{')?.decode()).toThrow(/not JSON/);
  expect(() => exchangeOf(new URL(ROUTES[wire]), 'POST', '[]')?.decode()).toThrow(/not a JSON object/);
});

test("a thread's messages of OpenAI are none of Anthropic's", () => {
  expect(exchangeOf(new URL('https://api.openai.com/v1/threads/t/messages'), 'POST', '{}')).toBeNull();
});

// Fails when what a reply says besides its text is lost or misnamed on one of the wires.
describe('a reply that thought, was cut short, and came partly from a cache', () => {
  const write = (wire: Wire, part: Partial<LmMessageReply>, stream = false): string => {
    const { decode, encode } = exchange(wire, { ...MINIMAL[wire], stream });
    const asked = decode();
    return encode({ ...estimatedReply(asked, { text: 'said' }), ...part }, asked).chunks.join('');
  };
  const usage = { inputTokens: 10, outputTokens: 8, cachedTokens: 4, thinkingTokens: 3 };
  const part = { thinking: 'hm', finishReason: 'length', usage } as const;

  test('as Anthropic says it', () => {
    expect(JSON.parse(write('anthropic', part))).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'said' },
      ],
      stop_reason: 'max_tokens',
      usage: { input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 8, output_tokens_details: { thinking_tokens: 3 } },
    });
    expect(JSON.parse(write('anthropic', { finishReason: 'content_filter' }))).toMatchObject({ stop_reason: 'refusal' });
  });

  test('as Responses say it', () => {
    expect(JSON.parse(write('responses', part))).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [
        { type: 'reasoning', summary: [{ text: 'hm' }] },
        { type: 'message', content: [{ text: 'said' }] },
      ],
      usage: { input_tokens: 10, input_tokens_details: { cached_tokens: 4 }, output_tokens_details: { reasoning_tokens: 3 } },
    });
    expect(write('responses', part, true)).toContain('event: response.incomplete\n');
  });

  test('a stream of Responses numbers its events from zero, without a gap', () => {
    const numbers = [...write('responses', part, true).matchAll(/"sequence_number":(\d+)/g)].map(([, digits]) => Number(digits));
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });
});

// Fails when two replies to different requests share an id (a client that keeps messages by id loses one), or one id differs from run to run.
test.each(['responses', 'anthropic'] as const)('ids of %s tell requests apart, and are the same on every run', (wire) => {
  const id = (prompt: string): string => {
    const { decode, encode } = exchange(wire, { ...MINIMAL[wire], ...(wire === 'responses' ? { input: prompt } : { system: prompt }) });
    return JSON.parse(encode(estimatedReply(decode(), { text: 'a' }), decode()).chunks.join('')).id;
  };
  expect(id('a')).toBe(id('a'));
  expect(id('a')).not.toBe(id('b'));
});
