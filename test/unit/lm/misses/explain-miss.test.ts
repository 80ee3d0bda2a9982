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

  test.each([
    ['short fields', fieldCall({ question: "it's 5 o'clock", n: 3 })],
    [
      'long text with every special character',
      fieldCall({ question: `(why?) [a] {b} $1 \\ / . * + ^ | "q" 'q' ${'x'.repeat(200)}\nsecond line` }),
    ],
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
