import { promptOf } from '../../../../src/lm/call/call-text';
import { mapStrings } from '../../../../src/lm/call/map-strings';
import { shown } from '../../../../src/lm/call/shown';
import { exchangeOf } from '../../../../src/lm/wires/wires';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { promptCall } from '../calls';

const ROUTES: Readonly<Record<string, string>> = {
  anthropic: 'https://api.anthropic.com/v1/messages',
  bedrock: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse',
};

function readCall(api: string, body: object): LmCall {
  const exchange = exchangeOf(new URL(ROUTES[api] ?? ''), 'POST', JSON.stringify(body));
  if (exchange === null) throw new Error(`no wire of ${api}`);
  return exchange.decode();
}

// Fails when a rule by prompt does not see what a tool said, or sees the system text.
test('the prompt is what was said and what tools gave, a paragraph to each message', () => {
  const call = promptCall('', {
    system: 'Be brief.',
    messages: [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'Compare.' },
          { type: 'media', data: 'AAAA' },
          { type: 'text', text: 'Please.' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'tool_call', name: 'weather', arguments: { city: 'Oslo' } }] },
      {
        role: 'tool',
        parts: [
          { type: 'tool_result', content: 'rain' },
          { type: 'tool_result', content: { c: 3 } },
        ],
      },
    ],
  });
  expect(promptOf(call)).toBe('Compare.\nPlease.\n\nrain\n{"c":3}');
});

const SOURCE = { type: 'text', media_type: 'text/plain', data: 'Grass is green.' };
const CITED = { citations: { enabled: true } };

// Fails when a rule by prompt does not see what it is that the model is to cite.
test.each<[string, string, object]>([
  ['a document', 'anthropic', { type: 'document', title: 'Lawns', source: SOURCE, ...CITED }],
  ['its own pieces', 'anthropic', { type: 'document', source: { type: 'content', content: [{ type: 'text', text: SOURCE.data }] } }],
  ['one piece', 'anthropic', { type: 'document', source: { type: 'content', content: SOURCE.data } }],
  ['a search result', 'anthropic', { type: 'search_result', source: 'lawns.example', content: [{ type: 'text', text: SOURCE.data }] }],
  ['a document', 'bedrock', { document: { name: 'lawns', format: 'txt', source: { text: SOURCE.data }, ...CITED } }],
  ['its own pieces', 'bedrock', { document: { name: 'lawns', source: { content: [{ text: SOURCE.data }] } } }],
  ['a search result', 'bedrock', { searchResult: { source: 'lawns.example', content: [{ text: SOURCE.data }] } }],
])('the prompt has the words of %s, as the API of %s has them', (_, api, block) => {
  const content = [block, api === 'bedrock' ? { text: 'Which colour?' } : { type: 'text', text: 'Which colour?' }];
  const call = readCall(api, { max_tokens: 9, messages: [{ role: 'user', content }] });
  expect(promptOf(call)).toBe('Grass is green.\nWhich colour?');
  expect(call.messages[0]?.parts[0]).toEqual({ type: 'other', value: block });
});

// Fails when the bytes of a file, or what is no document, stand in the prompt.
test('other parts say nothing in the prompt', () => {
  const file = { type: 'document', source: { type: 'file', file_id: 'f_1' } };
  const call = readCall('anthropic', { messages: [{ role: 'user', content: [file, { type: 'container_upload', file_id: 'f_2' }] }] });
  expect(promptOf(call)).toBe('');
});

// Fails when a secret stays in the name of a field, or when the names that are to stay are changed.
test('texts are changed at any depth, and names of fields unless they are to stay', () => {
  const value = { a: ['x', { x: 'x', n: 1 }], none: null };
  const change = (text: string): string => text.replaceAll('x', 'y');
  expect(mapStrings(value, change)).toEqual({ a: ['y', { y: 'y', n: 1 }], none: null });
  expect(mapStrings(value, change, (name) => name)).toEqual({ a: ['y', { x: 'y', n: 1 }], none: null });
});

// Fails when an error shows a pattern as {}, breaks on a BigInt, or is as long as the value.
test.each([
  [/refund/i, '/refund/i'],
  ['it is "5"', '"it is \\"5\\""'],
  [{ big: 2n }, '{"big":"2n"}'],
  [expect.any(String), 'Any<String>'],
  [undefined, 'undefined'],
  ['x'.repeat(300), `"${'x'.repeat(199)}… (302 characters)`],
])('%s is shown in one line', (value, text) => {
  expect(shown(value)).toBe(text);
});
