import { messageReply } from '../../../src/lm/call/reply';
import type { LmCall } from '../../../src/shared/boundaries/lm-call';
import { Random } from '../../torture/random';
import { testLm } from '../lm';
import { type PythonServer, startPython } from '../python-server';
import { DECODE, keyOf } from './keys';
import { drawnMeaning } from './meanings';
import { asDspyCall } from './spoken-dspy';
import { asChat } from './spoken-openai';

const SEED = 20261128;
const COUNT = 150;

let python: PythonServer;
beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());

// Fails when what a program asks for by dspy.LM, and a client of OpenAI asks for in the same words, has two recordings.
test('what is asked by dspy.LM has the key that it has by any API', async () => {
  const draws = Array.from({ length: COUNT }, (_, index) => drawnMeaning(new Random(SEED + index)));
  const spoken = draws.flatMap((meaning, index) => {
    const call = asDspyCall(meaning, new Random(index));
    return call === null ? [] : [{ meaning, call }];
  });
  const heard = await heardOf(spoken.map(({ call }) => call));
  const apart = spoken.flatMap(({ meaning, call }, index) => {
    const [one, other] = [heard[index] as LmCall, DECODE.openai(asChat(meaning, new Random(index)))];
    return keyOf(one) === keyOf(other) ? [] : [[call, one, other]];
  });
  expect(apart.slice(0, 1)).toEqual([]);
  expect(heard.length).toBe(spoken.length);
  expect(spoken.length).toBeGreaterThan(COUNT / 2);
});

/** The calls that reach Node, in their order. */
async function heardOf(calls: readonly object[]): Promise<LmCall[]> {
  const heard: LmCall[] = [];
  const { user } = testLm();
  const answer = async (call: LmCall) => {
    heard.push(call);
    return { reply: messageReply({ text: 'ok', model: 'm' }), callId: 'c', declaredAt: null };
  };
  const asker = { user: { ...user, answer: answer as never } };
  const bridge = await python.open(asker.user);
  await bridge.request('open_session', { session: 's' }, asker);
  await bridge.request('load_module', { session: 's', id: 'p', path: 'modules.spoken:Speaks', args: [], kwargs: {}, tools: null }, asker);
  await bridge.execute({ session: 's', id: 'p', inputs: { calls } }, asker);
  await bridge.close();
  return heard;
}
