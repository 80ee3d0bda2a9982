import { errorReply, messageReply } from '../../../../src/lm/call/reply';
import { AskedWires } from '../../../../src/lm/real/asked-wires';
import { waitBeforeNext } from '../../../../src/lm/real/back-off';
import type { Provider } from '../../../../src/lm/real/provider';
import { RealLm } from '../../../../src/lm/real/real-lm';
import type { LmHear } from '../../../../src/shared/boundaries/lm-hear';
import { promptCall } from '../calls';

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });
const broken = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

function lmWhose(failure: Error) {
  const send = (): Promise<never> =>
    Promise.reject(new Error('Connection error.', { cause: new TypeError('fetch failed', { cause: failure }) }));
  return lmThat(send);
}

function lmThat(send: Provider['send'], signals: AbortSignal[] = []) {
  const settled: number[] = [];
  const slept: number[] = [];
  const lm = new RealLm({
    file: null,
    provider: 'openai',
    takesAnyName: true,
    keyVariable: 'MY_TEST_API_KEY',
    model: 'm',
    unnamed: 'none',
    models: {},
    wires: new AskedWires({ provider: 'openai', wire: 'auto', isOwnServer: true, hasInteractions: () => false }),
    openProvider: () => ({
      name: 'openai',
      host: 'models.test',
      isFree: false,
      send,
    }),
    ledger: {
      reserve: async () => ({ id: 'g', waitedMs: 0 }),
      settle: async ({ nanoUsd }: { nanoUsd: number }) => void settled.push(nanoUsd),
    } as never,
    pricing: { costNanoUsd: () => 700, contextWindow: () => 1000 },
    limits: { requestsPerMinute: 10, budgetNanoUsd: 1e9, monthlyBudgetNanoUsd: 1e9 },
    maxWaitMs: 60_000,
    maxOutputTokens: 10,
    redact: (text) => text,
    withoutKey: (text) => text,
    sleep: async (ms) => void slept.push(ms),
    after: () => () => undefined,
    passFence: (work) => work(),
  });
  const answer = (label = 'a test', hear?: LmHear) =>
    lm.answer(promptCall('x'), { label, whileWaiting: (waiting) => waiting, signals, hear });
  return { settled, slept, answer };
}

// Fails when a call that no provider saw is paid for, or one that may have been billed is not.
test('a call that was never sent costs nothing, one that broke off its worst case; the error says what happened', async () => {
  const unreached = lmWhose(refused);
  await expect(unreached.answer()).rejects.toMatchObject({
    code: 'LM_PROVIDER_FAILED',
    parts: {
      what: expect.stringContaining('did not reach models.test'),
      why: 'Connection error: fetch failed: connect ECONNREFUSED 127.0.0.1:9',
    },
  });
  expect(unreached.settled).toEqual([0]);
  const cutOff = lmWhose(broken);
  await expect(cutOff.answer()).rejects.toMatchObject({ parts: { what: expect.stringContaining('did not come back from models.test') } });
  expect(cutOff.settled).toEqual([700]);
});

// Fails when a client that asks again makes more requests than the engine, or when one test is refused for what another asked.
test('what is refused after all waits stands for who asked, and no client is to ask again', async () => {
  let requests = 0;
  const lm = lmThat(async () => {
    requests += 1;
    return errorReply({ status: 429, retryAfterMs: 5_000 });
  });
  expect(await lm.answer()).toMatchObject({ reply: { status: 429, retryAfterMs: 5_000, again: 'never' } });
  expect(await lm.answer()).toMatchObject({ reply: { status: 429, again: 'never' }, costNanoUsd: 0 });
  expect({ requests, slept: lm.slept }).toEqual({ requests: 3, slept: [5_000, 5_000] });
  await lm.answer('another test');
  expect(requests).toBe(6);
});

test('other errors are handed on once, for the client to try again as the provider says', async () => {
  const lm = lmThat(async () => errorReply({ status: 503, retryAfterMs: 2_000 }));
  expect(await lm.answer()).toMatchObject({ reply: { status: 503, retryAfterMs: 2_000, again: 'as_told' } });
  expect(lm.slept).toEqual([]);
});

test('waits without a hint double, and half of each is random', () => {
  const full = errorReply({ status: 429 });
  expect([0, 1].map((random) => [1, 2, 3].map((attempt) => waitBeforeNext(full, attempt, () => random)))).toEqual([
    [1_000, 2_000, null],
    [2_000, 4_000, null],
  ]);
});

// Fails when what was heard of one answer is continued by another, or when a provider that says no is asked again by a client.
test('who has heard the beginning of an answer gets no other, and who may not ask again is told so', async () => {
  let requests = 0;
  const lm = lmThat(async (_call, _signal, hear) => {
    requests += 1;
    hear?.(() => messageReply({ text: 'half', model: 'm' }));
    return errorReply({ status: 429, again: 'never' });
  });
  expect(await lm.answer('a test', () => undefined)).toMatchObject({ reply: { status: 429, again: 'never' } });
  expect(requests).toBe(1);
  const final = lmThat(async () => errorReply({ status: 500, again: 'never' }));
  expect(await final.answer()).toMatchObject({ reply: { status: 500, again: 'never' } });
});

// Fails when a request goes on that nobody waits for, is never settled, or is sent at all.
test('a call that is given up closes its request at once, and is charged', async () => {
  const aborting = new AbortController();
  let wasClosed = false;
  const lm = lmThat(
    (_, signal) =>
      new Promise(() => {
        signal?.addEventListener('abort', () => (wasClosed = true));
        setImmediate(() => aborting.abort());
      }),
    [aborting.signal],
  );
  await expect(lm.answer()).rejects.toMatchObject({ code: 'LM_CALL_GIVEN_UP' });
  expect({ wasClosed, settled: lm.settled }).toEqual({ wasClosed: true, settled: [700] });
  await expect(lm.answer()).rejects.toMatchObject({ code: 'LM_CALL_GIVEN_UP' });
  expect(lm.settled).toEqual([700, 0]);
});
