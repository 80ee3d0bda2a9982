import { RealLm } from '../../../../src/lm/real/real-lm';
import { promptCall } from '../calls';

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });
const broken = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

function lmWhose(failure: Error) {
  const settled: number[] = [];
  const lm = new RealLm({
    provider: 'openai',
    model: 'm',
    unnamed: 'none',
    models: {},
    openProvider: () => ({
      name: 'openai',
      host: 'models.test',
      isFree: false,
      send: () => Promise.reject(new Error('Connection error.', { cause: new TypeError('fetch failed', { cause: failure }) })),
    }),
    ledger: {
      reserve: async () => ({ id: 'g', waitedMs: 0 }),
      settle: async ({ nanoUsd }: { nanoUsd: number }) => void settled.push(nanoUsd),
    } as never,
    pricing: { costNanoUsd: () => 700, contextWindow: () => 1000 },
    limits: { requestsPerMinute: 10, budgetNanoUsd: 1e9, monthlyBudgetNanoUsd: 1e9 },
    maxWaitMs: 1000,
    maxOutputTokens: 10,
    redact: (text) => text,
    withoutKey: (text) => text,
    sleep: async () => undefined,
    after: () => () => undefined,
    passFence: (work) => work(),
  });
  return { settled, answer: () => lm.answer(promptCall('x'), 'a test', (waiting) => waiting) };
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
