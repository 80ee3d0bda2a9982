import type { RecordableReply } from '../../../../src/lm/cassettes/recorded-reply';
import { shapeChanges } from '../../../../src/lm/cassettes/reply-shape';
import type { LmMessageReply } from '../../../../src/shared/boundaries/lm-call';
import { said } from './cassette-parts';

const text = (words: string, more: Partial<LmMessageReply> = {}): RecordableReply => ({ ...(said(words) as LmMessageReply), ...more });
const tool = (name: string, args: Record<string, unknown>): RecordableReply =>
  text('', { text: null, toolCalls: [{ name, arguments: args }] });
const json = (value: unknown): RecordableReply => text(JSON.stringify(value));
const fields = (values: Record<string, string>): RecordableReply =>
  text(
    Object.entries(values)
      .map(([name, value]) => `[[ ## ${name} ## ]]\n${value}\n\n`)
      .join(''),
  );

// Each fails when a nightly job is red for another wording.
test.each<[string, RecordableReply, RecordableReply]>([
  ['text', text('Paris.'), text('It is Paris, of course.')],
  ['values of JSON', json({ items: [{ price: 1 }] }), json({ items: [{ price: 2 }, { price: 3 }] })],
  ['an array that has nothing in it', json({ items: [] }), json({ items: [{ price: 3 }] })],
  ['JSON that is fenced', json({ a: 1 }), text('```json\n{ "a": 2 }\n```')],
  ['values of fields', fields({ answer: 'a', completed: '' }), fields({ answer: 'b' })],
  ['arguments of a tool', tool('get', { city: 'Rome' }), tool('get', { city: 'Oslo' })],
  ['thoughts', text('a', { thinking: 'hm' }), text('a', { thinking: null })],
  ['tokens and chunks', text('a', { chunks: ['a'], usage: { inputTokens: 9, outputTokens: 9 } }), text('a')],
  ['a page of HTML', text('<p>a</p>\n<p>b</p>'), text('<h1>a</h1>\nb')],
])('another wording is no change: %s', (_, before, after) => {
  expect(shapeChanges(before, after)).toEqual([]);
});

// Each fails when a change that breaks a program is told of as the same.
test.each<[string, RecordableReply, RecordableReply, string[]]>([
  ['finish reason', text('a'), text('a', { finishReason: 'length' }), ['finish reason: stop → length']],
  ['refusal', text('a'), text('a', { refusal: 'no' }), ['refusal: none → given']],
  ['a tool that is not called', tool('get', {}), text('I will look it up.'), ['text: none → text', 'tool calls: get → none']],
  ['another tool', tool('get', { id: 1 }), tool('fetch', { id: 1 }), ['tool calls: get → fetch']],
  ['the type of an argument', tool('get', { id: 1 }), tool('get', { id: '1' }), ['tool calls[0] get.id: number → string']],
  [
    'a field',
    fields({ answer: 'a', score: '1' }),
    fields({ answer: 'a' }),
    ['text field score: text → absent', 'text fields: answer, score → answer'],
  ],
  [
    'JSON in a field',
    fields({ answer: '{"a":1}' }),
    fields({ answer: '{"b":1}' }),
    ['text field answer.a: number → absent', 'text field answer.b: absent → number'],
  ],
  ['a place of JSON', json({ a: { b: 1 } }), json({ a: { b: null } }), ['text.a.b: number → null']],
  ['what lies below a place, once', json({ a: { b: { c: 1 } } }), json({}), ['text.a: object → absent']],
  ['the items of an array', json({ items: [{ price: 1 }] }), json({ items: [{ price: '1' }] }), ['text.items[].price: number → string']],
  ['JSON that is none any more', json({ a: 1 }), text('sorry'), ['text: object → text']],
  ['the number of choices', text('a'), text('a', { others: [text('b') as never] }), ['choices: 1 → 2']],
])('is told: %s', (_, before, after, told) => {
  const changes = shapeChanges(before, after);
  expect(changes).toEqual(expect.arrayContaining(told));
  if (told[0]?.startsWith('choices') !== true) expect(changes).toHaveLength(told.length);
});

test('the number and length of vectors is told', () => {
  const vectors = (...lengths: number[]): RecordableReply => ({
    kind: 'embeddings',
    vectors: lengths.map((length) => Array(length).fill(0.5)),
    usage: { inputTokens: 1, outputTokens: 0 },
    model: 'e',
  });
  expect(shapeChanges(vectors(3, 3), vectors(3, 3))).toEqual([]);
  expect(shapeChanges(vectors(3, 3), vectors(4, 4))).toEqual(['dimensions: 3 → 4']);
});
