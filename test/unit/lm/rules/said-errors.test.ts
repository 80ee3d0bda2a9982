import { runInNewContext } from 'node:vm';
import { lmError } from '../../../../src/sandbox/lm/said';
import { SAID } from '../../../../src/shared/boundaries/said-reply';
import { engineOf, fieldCall, promptCall } from '../calls';
import { askOver } from '../wires/ask';

function ask(reply: unknown, more: object = {}) {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply(reply);
  return askOver(lm, 'openai', { model: 'm', messages: [{ role: 'user', content: 'go' }], ...more });
}

// Fails when a reply is taken for an error by what it looks like, or an error that was said is taken for data.
describe('an error is what lmError made', () => {
  const looksLikeOne = { error: { status: 404, message: 'not found' }, advice: 'check' };

  test('data with a field of that name is data', async () => {
    const { choices } = await ask(looksLikeOne, { response_format: { type: 'json_object' } });
    expect(JSON.parse(choices[0].message.content)).toEqual(looksLikeOne);
    const lm = engineOf();
    lm.when({ log: 'x' }).reply({ error: { status: 404 } });
    expect(await lm.fields(fieldCall({ log: 'x' }, { error: { type: 'object' } }))).toEqual({ error: { status: 404 } });
  });

  test.each([
    ['in a field', () => looksLikeOne, {}],
    ['alone, in a structured output', () => ({ error: { status: 404 } }), { response_format: { type: 'json_object' } }],
    ['with what no error has', () => ({ error: { status: 404, id: 7 } }), {}],
  ])('of a function, too: %s', async (_, reply, more) => {
    const { choices } = await ask(reply, more);
    expect(JSON.parse(choices[0].message.content)).toEqual(reply());
  });

  test.each([
    ['a value', lmError({ status: 429, retryAfterMs: 5 })],
    ['a function', () => lmError({ status: 429, retryAfterMs: 5 })],
    ['a function, later', async () => lmError({ status: 429, retryAfterMs: 5 })],
    ['a function, in short', () => ({ error: { status: 429, retryAfterMs: 5 } })],
  ])('of %s, a queued one once', async (_, reply) => {
    const lm = engineOf();
    const rule = lm.whenPrompt({ prompt: 'hi' });
    rule.replyOnce(reply);
    rule.reply('ho');
    expect((await lm.ask(promptCall('hi'))).reply).toMatchObject({ kind: 'error', status: 429, retryAfterMs: 5 });
    expect(await lm.text(promptCall('hi'))).toBe('ho');
  });

  test('on a step of an agent it is the step that fails', async () => {
    const step = { next_thought: {}, next_tool_name: {}, next_tool_args: {} };
    for (const reply of [lmError({ status: 503 }), () => lmError({ status: 503 }), () => ({ error: { status: 503 } })]) {
      const lm = engineOf();
      lm.when({ q: 'x' }).reply(reply);
      expect((await lm.ask(fieldCall({ q: 'x' }, step))).reply).toMatchObject({ kind: 'error', status: 503 });
    }
  });

  test('a fault', async () => {
    const lm = engineOf();
    lm.whenPrompt({ prompt: 'hi' }).replyOnce(lmError({ fault: 'reset' }));
    expect((await lm.ask(promptCall('hi'))).reply).toEqual({ kind: 'fault', fault: 'reset' });
  });

  test('one that was made in another realm', async () => {
    const made = runInNewContext(`({ [Symbol.for('dspex.said')]: 'error', parts: { status: 500 } })`);
    expect(SAID in made).toBe(true);
    const lm = engineOf();
    lm.whenPrompt({ prompt: 'hi' }).reply(made);
    expect((await lm.ask(promptCall('hi'))).reply).toMatchObject({ kind: 'error', status: 500 });
  });
});
