import { MockAdapter } from '../../../src/adapters/mock-adapter';
import { lmError, lmReply } from '../../../src/sandbox/lm/said';
import { parseSignature } from '../../../src/shared/signature/signature';
import { testLm } from '../../contract/lm';

/** The outputs of a program of this signature, whose one question is answered so. */
async function outputsOf(signature: string, reply: Parameters<ReturnType<ReturnType<typeof testLm>['when']>['reply']>[0]) {
  const lm = testLm();
  lm.when({ q: 'x' }).reply(reply);
  const adapter = new MockAdapter();
  const asker = { user: lm.user };
  await adapter.request('open_session', { session: 's' }, asker);
  const program = { session: 's', id: 'p', module: 'predict' as const, signature: parseSignature(signature), tools: [], options: {} };
  await adapter.request('create_program', program, asker);
  return (await adapter.request('execute', { session: 's', id: 'p', executeId: '', inputs: { q: 'x' } }, asker)).outputs;
}

describe('text that a rule replies to a program without Python', () => {
  test('is its one output, where that is text', async () => {
    expect(await outputsOf('q -> answer', 'At four.')).toEqual({ answer: 'At four.' });
  });

  test('is the JSON of its outputs, where there are several or other ones', async () => {
    expect(await outputsOf('q -> answer, n: int', '{"answer": "At four.", "n": 4}')).toEqual({ answer: 'At four.', n: 4 });
    expect(await outputsOf('q -> n: int', '{"n": 4}')).toEqual({ n: 4 });
  });

  // Fails when one who replies with the wrong text is not told what the program gives.
  test.each([
    ['no JSON', 'At four.', /the reply "At four\." is text[\s\S]*outputs answer, n[\s\S]*reply with fields/],
    ['JSON of no object', '[4]', /the reply "\[4\]" is text[\s\S]*the text is not a JSON object/],
    ['JSON that lacks an output', '{"answer": "At four."}', /lacks the field "n"[\s\S]*the reply has: answer[\s\S]*add n to the reply/],
    ['JSON of nothing', '{}', /lacks the field "answer"[\s\S]*the reply has: nothing/],
    ['JSON with a wrong value', '{"answer": "x", "n": "four"}', /the reply's field n is "four"[\s\S]*valid integer[\s\S]*correct n/],
  ])('is refused where it is %s', async (_, text, told) => {
    await expect(outputsOf('q -> answer, n: int', text)).rejects.toMatchObject({
      code: 'LM_REPLY_INVALID',
      message: expect.stringMatching(told),
    });
  });
});

// Fails when a program without Python seems to have answered although its LM did not, or did something that only Python can follow.
test.each([
  ['a call of a tool', lmReply({ toolCalls: [{ name: 'find', unoffered: true }] }), /calls the tool "find"[\s\S]*layer integration/],
  ['an error', lmError({ status: 429, message: 'slow down' }), /the LM answered with error 429: slow down[\s\S]*expect the error/],
  ['a fault of the network', lmError({ fault: 'timeout' }), /the LM call ended in timeout[\s\S]*a rule scripted it/],
])('%s is no answer of a program', async (_, reply, told) => {
  await expect(outputsOf('q -> answer', reply)).rejects.toMatchObject({ code: 'LM_REPLY_INVALID', message: expect.stringMatching(told) });
});
