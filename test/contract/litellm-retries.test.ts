import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Gateway } from '../../src/worker/doors/gateway';
import { isSince } from './dspy-version';
import { type TestLm, testLm } from './lm';
import { PYTHON, startPython } from './python-server';

const STATUSES = [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529];
const TWICE = [429, 400];
const NAMES = [...STATUSES.map((status) => `status ${status}`), 'dropped', 'other than the first'];
const MODULE = resolve(__dirname, 'modules/asks_again.py');

function failingLm(): TestLm {
  const lm = testLm();
  for (const status of STATUSES) lm.whenPrompt(`status ${status}`).replyWithError({ status, message: 'scripted' });
  lm.whenPrompt('dropped').replyWithFault('reset');
  for (const way of ['plain', 'awaited']) {
    const rule = lm.whenPrompt(`other than the first, ${way}`);
    for (const status of TWICE) rule.replyOnce({ error: { status, message: 'scripted' } });
    rule.reply('at last');
  }
  return lm;
}

function countsOf(lm: TestLm): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { prompt } of lm.journal.calls()) counts[prompt] = (counts[prompt] ?? 0) + 1;
  return counts;
}

async function throughOurDoor(): Promise<readonly unknown[]> {
  const [lm, python] = [failingLm(), await startPython()];
  const asker = { user: lm.user };
  const bridge = await python.open(lm.user);
  await bridge.request('open_session', { session: 's' }, asker);
  const made = { session: 's', id: 'asks', path: 'modules.asks_again:Asks', args: [], kwargs: {}, tools: null };
  await bridge.request('load_module', made, asker);
  const { outputs } = await bridge.execute({ session: 's', id: 'asks', inputs: { names: NAMES } }, asker);
  await bridge.close();
  await python.close();
  return [outputs.told, countsOf(lm)];
}

/** DSPy, litellm and OpenAI's client, over real sockets. */
async function withoutThisPackage(): Promise<readonly unknown[]> {
  const [lm, gateway] = [failingLm(), new Gateway()];
  const url = await gateway.urlFor({ answer: async (call) => (await lm.user.answer(call)).reply, onUnanswerable: () => undefined });
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, FAULTS_SERVER: `${url}/v1`, LITELLM_LOCAL_MODEL_COST_MAP: 'true' };
  const { stdout } = await promisify(execFile)(PYTHON, [MODULE, JSON.stringify(NAMES)], { env });
  await gateway.close();
  return [JSON.parse(stdout), countsOf(lm)];
}

// Fails when a program of DSPy 3.0 to 3.3 bears more, or fewer, failures of a model in a test than in production.
(isSince('3.4') ? test.skip : test)('a model that fails is asked as often as litellm and the client below it ask', async () => {
  const [ours, theirs] = await Promise.all([throughOurDoor(), withoutThisPackage()]);
  expect(ours).toEqual(theirs);
});
