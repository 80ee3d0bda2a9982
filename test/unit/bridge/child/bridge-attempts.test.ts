import { BridgeAttempts } from '../../../../src/bridge/child/bridge-attempts';
import type { ChildUser } from '../../../../src/bridge/child/child-user';
import { Tools } from '../../../../src/bridge/child/tools';
import { DspexError, type ErrorCode } from '../../../../src/shared/errors';

const user = { testName: 'a test' } as ChildUser;

/** A child that answers when it is told to. */
function childThat(isBusy: boolean) {
  let answer!: () => void;
  let refuse!: (error: Error) => void;
  const asked: string[] = [];
  const bridge = {
    isUsable: true,
    isBusy,
    request: (command: string) => {
      asked.push(command);
      return new Promise((resolve, reject) => {
        answer = () => resolve({ leftovers: [] });
        refuse = reject;
      });
    },
  };
  const attempts = new BridgeAttempts({ bridge: bridge as never, env: {}, tools: new Tools(), onBegin: () => undefined });
  const begin = () => attempts.begin({ user, seed: 1, env: async () => ({}) });
  return { attempts, asked, begin, answer: () => answer(), refuse: (error: Error) => refuse(error) };
}

describe('the first request of an attempt', () => {
  // Fails when each test waits for a trip to Python of its own before its first request.
  test('may follow at once where nothing else runs in the process', async () => {
    const child = childThat(false);
    await child.begin();
    expect(child.asked).toEqual(['begin_attempt']);
  });

  // Fails when Python takes it on another thread, before the attempt has begun.
  test('waits until Python knows of the attempt where something else runs', async () => {
    const child = childThat(true);
    let mayFollow = false;
    const begun = child.begin().then(() => (mayFollow = true));
    await new Promise(setImmediate);
    expect(mayFollow).toBe(false);
    child.answer();
    await begun;
  });

  // Fails when a process in which the request ran beside any attempt goes to the next test.
  test('leaves a process that is not used again where the attempt did not begin', async () => {
    const child = childThat(false);
    const { told } = await child.begin();
    child.refuse(new Error('it did not'));
    await expect(told).rejects.toThrow('it did not');
    expect(child.attempts.isClean).toBe(false);
  });
});

const refusal = (code: ErrorCode): DspexError => new DspexError({ code, what: 'a', why: 'it was killed', next: 'c' });

// Fails when a test hears nothing of a process that could not be reset, not why, or when the next test gets that process.
test.each([
  ['has no time for it', refusal('EXECUTE_TIMEOUT'), 'not reset: its code left Python no time for it within 5000 ms'],
  ['is killed', refusal('BRIDGE_CLOSED'), 'not reset: it was killed'],
  ['breaks', new Error('EPIPE'), 'not reset: Error: EPIPE'],
])('a process that %s as it is reset is not used again, and the test is told why', async (_, error, what) => {
  const child = childThat(false);
  const { told } = await child.begin();
  child.answer();
  await told;
  const ended = child.attempts.end(user);
  await new Promise(setImmediate);
  child.refuse(error);
  expect(await ended).toEqual([{ kind: 'state', what }]);
  expect(child.attempts.isClean).toBe(false);
});
