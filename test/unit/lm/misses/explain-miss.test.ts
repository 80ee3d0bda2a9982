import type { Rule } from '../../../../src/lm/rules/rule';
import { engineOf, fieldCall, missOf, promptCall } from '../calls';

// Each fails when a miss does not say what to change.
describe('a miss', () => {
  test('names the nearest rule and each condition that does not hold', async () => {
    const lm = engineOf();
    lm.when({ ticket: 'far away', kind: 1 }).reply({ answer: 'a' });
    lm.when({ ticket: /refund/, kind: 2 }).reply({ answer: 'a' });
    const { message } = await missOf(lm, fieldCall({ ticket: 'a refnd', kind: 2 }));
    expect(message).toMatch(/a\.test\.ts:2/);
    expect(message).toContain('ticket: expected /refund/, got "a refnd"');
    expect(message).not.toContain('kind: expected');
  });

  // Fails when the words for a value that is not there count as one that the rule nearly fits.
  test('takes no rule for the nearest because of a field that the call does not have', async () => {
    const lm = engineOf();
    lm.when({ question: 'the old town' }).reply({ answer: 'a' });
    lm.when({ order: 'no such field' }).reply({ answer: 'a' });
    expect((await missOf(lm, fieldCall({ question: 'the new bridge' }))).message).toContain('question: expected "the old town"');
  });

  test('names the place in an object or a list, and patterns as they are written', async () => {
    const lm = engineOf();
    const isLarge = (n: unknown) => Number(n) > 5;
    lm.when({ order: { id: /^A/, n: isLarge, note: 'x' }, turns: [{ question: /Ada/ }], tags: expect.arrayContaining(['a']) });
    const order = { id: 'B-1', n: 7, note: 'x' };
    const { message } = await missOf(lm, fieldCall({ order, turns: [{ question: 'I am Ada', answer: 'Hi' }], tags: ['b'] }));
    expect(message).toContain('order.id: expected /^A/, got "B-1"');
    expect(message).toContain('turns[0].answer: expected nothing, got "Hi"');
    expect(message).toContain('tags: expected ArrayContaining(["a"]), got ["b"]');
    expect(message).not.toMatch(/order\.n|order\.note|question:/);
  });

  test('shows both values whole where many places differ, with the patterns in them', async () => {
    const lm = engineOf();
    lm.when({ order: { a: /1/, b: () => false, c: expect.any(String), d: 4n } });
    const { message } = await missOf(lm, fieldCall({ order: { a: 2, b: 3, c: 4, d: 5 } }));
    expect(message).toContain('order: expected {"a":/1/,"b":the function b,"c":Any<String>,"d":"4n"}, got {"a":2,"b":3,"c":4,"d":5}');
  });

  test.each([
    ['calls a tool', (rule: Rule) => rule.callTool('find', {}), 'used once: .callTool and .replyOnce are for one call each'],
    [
      'has its times',
      (rule: Rule) => {
        rule.reply({ answer: 'a' });
        rule.times(1);
      },
      'used once: .times allows no more',
    ],
  ])('says of a rule that %s why it has no reply left', async (_, complete, why) => {
    const lm = engineOf();
    const rule = lm.when({ question: 'q' });
    complete(rule as Rule);
    (rule as Rule).take();
    expect((await missOf(lm, fieldCall({ question: 'q' }))).message).toContain(`it matches, but has no reply left (${why})`);
  });

  test.each([
    ['short fields', fieldCall({ question: "it's 5 o'clock", n: 3 })],
    [
      'long text with every special character',
      fieldCall({ question: `(why?) [a] {b} $1 \\ / . * + ^ | "q" 'q' ${'x'.repeat(200)}\nsecond line` }),
    ],
    ['objects', fieldCall({ point: { x: 1 }, far: { text: 'x'.repeat(100) } })],
    ['nothing that can be written', fieldCall({ far: { text: 'x'.repeat(100) } })],
    ['a prompt', promptCall('What is 2+2? (really)')],
    [
      'typed outputs',
      fieldCall({ q: 'x' }, { n: { type: 'integer' }, list: { type: 'array', items: { type: 'string' } }, kind: { enum: ['a', 'b'] } }),
    ],
  ])('prints a rule to paste that answers %s', async (_, call) => {
    const lm = engineOf();
    lm.when({ nothing: 1 }).reply({ answer: 'a' });
    const { message } = await missOf(lm, call);
    const paste = /next: (.*)/.exec(message)?.[1] as string;
    const fluent = (rule: { reply(reply: unknown): void }) => ({ reply: (reply: unknown) => rule.reply(reply) });
    const dspex = {
      lm: {
        when: (fields: Record<string, unknown>) => fluent(lm.when(fields)),
        whenPrompt: (prompt: unknown) => fluent(lm.whenPrompt({ prompt })),
      },
    };
    new Function('dspex', paste)(dspex);
    await expect(lm.ask(call)).resolves.toMatchObject({ reply: { kind: 'message' } });
  });
});
