import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fromRecorded, isRecordable, toRecorded } from '../../../src/lm/cassettes/recorded-reply';
import { AnthropicProvider } from '../../../src/lm/real/anthropic/provider';
import { GeminiProvider } from '../../../src/lm/real/gemini/provider';
import { OpenAiProvider } from '../../../src/lm/real/openai/provider';
import type { Provider } from '../../../src/lm/real/provider';
import { saidBody } from '../../../src/lm/wires/said-body';
import type { LmCall, LmReply } from '../../../src/shared/boundaries/lm-call';
import { testLm } from '../lm';
import { type PythonServer, startPython } from '../python-server';
import { SAID, type Said } from './dspy-bodies';
import { ScriptedProvider } from './provider';

const PYTHON = process.env.DSPEX_PYTHON ?? join(process.cwd(), '.venv/bin/python');
const MODULE = join(__dirname, '../modules/said.py');
const scripted = new ScriptedProvider();
let plain: ChildProcessWithoutNullStreams;
let answers: AsyncIterator<string>;
let python: PythonServer;

beforeAll(async () => {
  await scripted.listen();
  // The prices that come with DSPy, not those of today.
  plain = spawn(PYTHON, [MODULE], { env: { ...process.env, LITELLM_LOCAL_MODEL_COST_MAP: 'True' } });
  answers = createInterface({ input: plain.stdout })[Symbol.asyncIterator]();
  python = await startPython();
});
afterAll(async () => {
  scripted.close();
  plain.kill();
  await python.close();
});

function providerOf({ model, path }: Said): Provider {
  const given = { apiKey: 'k', baseUrl: `${scripted.origin}${path.replace('/v1beta', '')}`, fetch };
  const kinds = { anthropic: AnthropicProvider, gemini: GeminiProvider, openai: OpenAiProvider };
  return new kinds[model.split('/')[0] as keyof typeof kinds](given);
}

/** DSPy by itself, that asks the provider. */
async function plainDspy({ model, path }: Said): Promise<unknown> {
  plain.stdin.write(`${JSON.stringify([model, scripted.origin + path])}\n`);
  const { done, value } = await answers.next();
  if (done === true) throw new Error('plain DSPy has ended');
  return JSON.parse(value);
}

async function inChild(said: Said, kept: (reply: LmReply) => LmReply): Promise<unknown> {
  const provider = providerOf(said);
  const answer = async (call: LmCall) => {
    const reply = kept(await provider.send(call));
    return { callId: 'c', reply, said: saidBody(reply, call) };
  };
  const asker = { user: { ...testLm().user, answer } };
  const bridge = await python.open(asker.user);
  await bridge.request('open_session', { session: 's' }, asker);
  const program = { session: 's', id: 'p', path: 'modules.said:Says', args: [], kwargs: {}, tools: null };
  await bridge.request('load_module', program, asker);
  const { outputs } = await bridge.execute({ session: 's', id: 'p', inputs: { model: said.model } }, asker);
  await bridge.close();
  return outputs.told;
}

const asRecorded = (reply: LmReply): LmReply =>
  isRecordable(reply) ? fromRecorded(JSON.parse(JSON.stringify(toRecorded(reply))), 'instant') : reply;

// Fails when a program of DSPy's gets less of a reply, live or from a recording, than DSPy by itself would give it: the oracle is plain DSPy.
test.each(Object.entries(SAID))('a program gets %s as DSPy by itself gives it', async (_, said) => {
  scripted.script = { body: said.body };
  const expected = await plainDspy(said);
  expect(await inChild(said, (reply) => reply)).toEqual(expected);
  expect(await inChild(said, asRecorded)).toEqual(expected);
});
