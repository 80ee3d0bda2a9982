import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Gateway } from '../../../src/worker/doors/gateway';
import { type TestLm, testLm } from '../lm';
import { PYTHON, type PythonServer, startPython } from '../python-server';
import { CHUNKS, cuts, type Fault, faults, QUOTA } from './faults';

type Told = Record<'asked' | 'awaited' | 'streamed' | 'too_long', Record<string, unknown>>;

const WHOLE = Object.keys(faults).filter((name) => !('cutAfter' in (faults[name] as Fault)));
const STREAMED = [...cuts.map(({ name }) => name), 'a full minute', 'a malformed body'];
const MODULE = resolve(__dirname, '../modules/faults.py');

function lmWithFaults(): TestLm {
  const lm = testLm();
  for (const [name, fault] of Object.entries(faults)) {
    const rule = lm.whenPrompt(name);
    if ('error' in fault) rule.replyWithError({ message: 'scripted', ...fault.error });
    else if ('fault' in fault) rule.replyWithFault(fault.fault);
    else rule.stream(CHUNKS, 0, fault.cutAfter);
  }
  lm.whenPrompt('said in words').replyWithError({ status: 400, message: 'prompt is too long: 210000 tokens > 200000 maximum' });
  return lm;
}

/** How often each was asked: what DSPy tried again. */
function countsOf(lm: TestLm): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { prompt } of lm.journal.calls()) {
    const name = Object.keys(faults).find((fault) => prompt.includes(fault)) ?? prompt;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

let python: PythonServer;
beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());

async function throughOurDoor(): Promise<[Told, Record<string, number>]> {
  const lm = lmWithFaults();
  const bridge = await python.open(lm.user);
  const asker = { user: lm.user };
  await bridge.request('open_session', { session: 's' }, asker);
  await bridge.request(
    'load_module',
    { session: 's', id: 'meets', path: 'modules.faults:Meets', args: [], kwargs: {}, tools: null },
    asker,
  );
  const { outputs } = await bridge.execute({ session: 's', id: 'meets', inputs: { faults: WHOLE, cuts: STREAMED } }, asker);
  await bridge.close();
  return [outputs as Told, countsOf(lm)];
}

/** DSPy's own client for OpenAI, over real sockets. */
async function throughDspysOwnClient(): Promise<[Told, Record<string, number>]> {
  const lm = lmWithFaults();
  const gateway = new Gateway();
  const url = await gateway.urlFor({ answer: async (call) => (await lm.user.answer(call)).reply, onUnanswerable: () => undefined });
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, FAULTS_SERVER: `${url}/v1` };
  const { stdout } = await promisify(execFile)(PYTHON, [MODULE, JSON.stringify([WHOLE, STREAMED])], { env });
  await gateway.close();
  return [JSON.parse(stdout) as Told, countsOf(lm)];
}

// Fails when code that handles a provider's failures would see another one in a test than in production, or DSPy tries again more or less often.
test('Python meets every fault as it would with a real provider, and tries again as often', async () => {
  const [[ours, ourCounts], [theirs, theirCounts]] = await Promise.all([throughOurDoor(), throughDspysOwnClient()]);
  expect(ours).toEqual(theirs);
  expect(ourCounts).toEqual(theirCounts);
  expect(ours.asked).toMatchObject({
    'a full minute': ['LMRateLimitError', 429, QUOTA, 2],
    'a malformed body': ['LMProviderError', 200],
    'no answer': ['LMTransportError', null],
    'a prompt that is too long': ['ContextWindowExceededError', 400],
    'a model that is gone': ['LMUnsupportedModelError', 404],
    'a spent quota': ['LMBillingError', 429, 'insufficient_quota', 1],
  });
  expect(ours.too_long).toMatchObject({
    'anthropic/claude-sonnet-4-5: said in words': ['ContextWindowExceededError', 400, 'context_window_exceeded'],
  });
});
