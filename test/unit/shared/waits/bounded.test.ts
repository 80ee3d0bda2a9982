import { setFlagsFromString } from 'node:v8';
import { createContext, runInContext, runInNewContext } from 'node:vm';
import { bounded, valueWithin } from '../../../../src/shared/waits/bounded';

const never = new Promise<never>(() => undefined);
const tooLate = { ms: 1, error: (ms: number) => new Error(`after ${ms} ms`) };
const aborted = (signal: AbortSignal) => ({ signal, error: (reason: unknown) => new Error(`aborted: ${String(reason)}`) });

/** A signal that counts who listens to it. */
function countedSignal() {
  const controller = new AbortController();
  const listeners = new Set<() => void>();
  const { signal } = controller;
  const counted = {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.reason;
    },
    addEventListener: (_: 'abort', listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: 'abort', listener: () => void) => void listeners.delete(listener),
  };
  return { signal: counted as unknown as AbortSignal, listeners };
}

describe('work within bounds', () => {
  // Fails when a bound is taken for one that has passed, or a value that is no promise is not.
  test('gives what it gives', async () => {
    await expect(bounded(Promise.resolve('done'), { limit: { ...tooLate, ms: 60_000 } })).resolves.toBe('done');
    await expect(bounded('done', { limit: { ...tooLate, ms: undefined } })).resolves.toBe('done');
    await expect(bounded(Promise.reject(new Error('its own')), { limit: tooLate })).rejects.toThrow('its own');
  });

  test('ends with the error of the limit, or of the signal', async () => {
    const controller = new AbortController();
    await expect(bounded(never, { limit: tooLate, abort: aborted(controller.signal) })).rejects.toThrow('after 1 ms');
    const waiting = bounded(never, { abort: aborted(controller.signal) });
    controller.abort('enough');
    await expect(waiting).rejects.toThrow('aborted: enough');
  });

  // Fails when a signal that was aborted earlier is listened to for an event that never comes, or work that is done wins over it.
  test('does not wait under a signal that is aborted already', async () => {
    await expect(bounded('done', { abort: aborted(AbortSignal.abort('before')) })).rejects.toThrow('aborted: before');
  });

  // Fails when the signal has to be an instance of this realm's class, as `AbortSignal.any` asks.
  test('takes a signal of another realm', async () => {
    const realm = createContext({ AbortController });
    const signal = runInContext('class Mine extends AbortController {}; new Mine().signal', realm) as AbortSignal;
    const plain = runInNewContext(`({ aborted: true, reason: 'elsewhere', addEventListener() {}, removeEventListener() {} })`);
    await expect(bounded(never, { limit: tooLate, abort: aborted(signal) })).rejects.toThrow('after 1 ms');
    await expect(bounded(never, { abort: aborted(plain as AbortSignal) })).rejects.toThrow('aborted: elsewhere');
  });

  // Fails when a listener stays on a signal that lives on, or a timer keeps the process, whoever ended the wait.
  // The work begins in its test: what fails while the file is read, and is awaited in the end, is nobody's for a while, and Jest's to tell.
  test.each([
    ['the work', () => Promise.resolve('done'), 60_000],
    ['the failing work', () => Promise.reject(new Error('its own')), 60_000],
    ['the limit', () => never, 1],
  ])('leaves no listener and no timer when %s ends it', async (_, work, ms) => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const { signal, listeners } = countedSignal();
    const waiting = bounded(work(), { limit: { ...tooLate, ms }, abort: aborted(signal) });
    expect(listeners.size).toBe(1);
    await waiting.catch(() => undefined);
    expect(listeners.size).toBe(0);
    expect(timers()).toBe(before);
  });

  // Fails when what nobody waits for any more becomes an unhandled rejection: Node ends the process for one.
  test('that fails too late is nobody’s error', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    let fail!: (error: Error) => void;
    const late = new Promise<never>((_, reject) => (fail = reject));
    await expect(bounded(late, { limit: tooLate })).rejects.toThrow('after 1 ms');
    fail(new Error('too late'));
    await nextTurn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  // Fails when the limit is a timer of the test's: it would never pass.
  test('has a limit that passes under fake timers', async () => {
    jest.useFakeTimers();
    try {
      await expect(bounded(never, { limit: tooLate })).rejects.toThrow('after 1 ms');
    } finally {
      jest.useRealTimers();
    }
  });

  // Fails with Promise.race: work that goes on keeps every result of those who gave up on it.
  test('keeps nothing of a wait that ended while the work goes on', async () => {
    const held = await endedWait();
    collectGarbage();
    expect(held.deref()).toBeUndefined();
  });
});

test('a value is undefined where it is late', async () => {
  await expect(valueWithin(never, 1)).resolves.toBeUndefined();
  await expect(valueWithin(Promise.resolve('done'), 60_000)).resolves.toBe('done');
  await expect(valueWithin(Promise.reject(new Error('its own')), 60_000)).rejects.toThrow('its own');
});

/** In a function of its own, so that no variable of the test keeps the error. */
async function endedWait(): Promise<WeakRef<object>> {
  let held: WeakRef<object> | undefined;
  const error = (): Error => {
    const made = new Error('enough');
    held = new WeakRef(made);
    return made;
  };
  await bounded(never, { limit: { ms: 1, error } }).catch(() => undefined);
  await nextTurn(); // A WeakRef keeps what it names until the turn of the event loop is over.
  return held as unknown as WeakRef<object>;
}

/** Rejections that nobody handles are told between two turns of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
}
