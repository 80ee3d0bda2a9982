import { engineOf, fieldCall, promptCall } from '../calls';

const ORDER = { id: 'A-17', items: ['green tea', 'milk'], total: 12, customer: { name: 'Ada', notes: null } };

/** Whether a rule for this order answers. */
async function answers(order: unknown): Promise<boolean> {
  const lm = engineOf();
  lm.when({ order }).reply({ answer: 'yes' });
  return lm.ask(fieldCall({ order: ORDER })).then(
    () => true,
    (error: { code: string }) => error.code !== 'LM_MISS',
  );
}

// Fails when a pattern inside of a value is compared with text as if it were a value, which it never equals.
test.each<[string, unknown, boolean]>([
  ['a RegExp in an object', { ...ORDER, id: /^A-\d+$/ }, true],
  ['a RegExp that finds nothing', { ...ORDER, id: /^B/ }, false],
  ['a RegExp in a list', { ...ORDER, items: [/tea/, 'milk'] }, true],
  ['a RegExp two levels down', { ...ORDER, customer: { name: /^Ad/, notes: null } }, true],
  ['a RegExp at a number', { ...ORDER, total: /^1\d$/ }, true],
  ['a RegExp at an object, which is looked at as JSON', { ...ORDER, customer: /"Ada"/ }, true],
  ['a global RegExp, every time', { ...ORDER, items: [/e/g, /i/g] }, true],
  ['a function in an object', { ...ORDER, total: (total: number) => total > 10 }, true],
  ['a function that says no', { ...ORDER, total: () => false }, false],
  ['a RegExp for a field that is not there', { ...ORDER, gone: /x/ }, false],
  ['a list of another length', { ...ORDER, items: [/tea/] }, false],
  ['Jest’s own matcher beside a RegExp', { ...ORDER, id: /A/, items: expect.arrayContaining(['milk']) }, true],
])('%s', async (_, order, matched) => {
  expect(await answers(order)).toBe(matched);
});

test('what a tool answered is held the same', async () => {
  const lm = engineOf();
  lm.whenPrompt({ afterTool: { name: /^wea/, result: { sky: /clear|blue/, degrees: 20 } } }).reply('yes');
  const messages = [
    { role: 'user' as const, parts: [{ type: 'text' as const, text: 'go' }] },
    { role: 'assistant' as const, parts: [{ type: 'tool_call' as const, id: 'c', name: 'weather', arguments: {} }] },
    { role: 'tool' as const, parts: [{ type: 'tool_result' as const, id: 'c', content: '{"sky": "clear blue", "degrees": 20}' }] },
  ];
  expect(await lm.text(promptCall('', { messages }))).toBe('yes');
});
