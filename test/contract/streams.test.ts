import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bridge } from '../../src/bridge/child/bridge';
import { lmReply } from '../../src/sandbox/lm/said';
import type { DspexError } from '../../src/shared/errors';
import { until } from '../until';
import { isSince } from './dspy-version';
import { type TestLm, testLm } from './lm';
import { PYTHON, type PythonServer, startPython } from './python-server';

type Adapter = 'chat' | 'json' | 'xml';
type Fields = Readonly<Record<string, unknown>>;
interface Case {
  readonly program: string;
  readonly adapter: Adapter;
  readonly status: boolean;
  /** What the model writes, call by call. */
  readonly says: readonly Fields[];
}

const ADAPTERS: readonly Adapter[] = ['chat', 'json', 'xml'];
const LONG = 'It costs three,\nas [[ far ]] as "we" know <b>now</b>.';
const STEP = { next_thought: 'I have to look', next_tool_name: 'price', next_tool_args: { thing: 'pen' } };
const FINISH = { next_thought: 'I know it', next_tool_name: 'finish', next_tool_args: {} };
const SAYS: Readonly<Record<string, readonly Fields[]>> = {
  predict: [{ answer: LONG, score: 3 }],
  thought: [{ reasoning: 'First one, then the other.', answer: LONG }],
  agent: [STEP, STEP, FINISH, { reasoning: 'It was looked up.', answer: LONG }],
  nested: [{ answer: 'a draft' }, { reasoning: 'The draft is short.', answer: LONG }],
  awaited: [{ answer: LONG }],
};
const CASES: readonly Case[] = ADAPTERS.flatMap((adapter) =>
  Object.entries(SAYS).flatMap(([program, says]) => [false, true].map((status) => ({ program, adapter, status, says }))),
);

/** As a model writes the fields for the adapter. */
function textOf(adapter: Adapter, fields: Fields): string {
  if (adapter === 'json') return JSON.stringify(fields);
  const written = Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const);
  if (adapter === 'xml') return written.map(([name, text]) => `<${name}>\n${text}\n</${name}>`).join('\n\n');
  return [...written.map(([name, text]) => `[[ ## ${name} ## ]]\n${text}`), '[[ ## completed ## ]]'].join('\n\n');
}

/** In tokens, roughly. */
const cut = (text: string): string[] => text.match(/\s*\S{1,4}|\s+/g) ?? [];
const textsOf = ({ adapter, says }: Case): string[][] => says.map((fields) => cut(textOf(adapter, fields)));

function plainPieces(): unknown[] {
  const input = JSON.stringify(CASES.map((one) => ({ ...one, texts: textsOf(one) })));
  const script = join(__dirname, 'cases', 'plain_streams.py');
  const env = { ...process.env, PYTHONPATH: resolve(__dirname, '../../python'), DSPY_CACHEDIR: '/tmp/dspy-none' };
  return JSON.parse(execFileSync(PYTHON, [script], { input, encoding: 'utf8', env })) as unknown[];
}

let python: PythonServer;
let bridge: Bridge;
let lm: TestLm;
beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());
beforeEach(async () => {
  lm = testLm();
  bridge = await python.open(lm.user);
});
afterEach(() => bridge.close());

async function streamed(one: Case): Promise<unknown[]> {
  const { user } = lm;
  const session = `${one.program}-${one.adapter}-${one.status}`;
  await bridge.request('open_session', { session }, { user });
  await bridge.request('configure_settings', { session, settings: { adapter: one.adapter } }, { user });
  const path = 'modules.streamed:make';
  await bridge.request('load_module', { session, id: 'p', path, args: [one.program], kwargs: {}, tools: null }, { user });
  const rule = lm.whenPrompt(/./);
  for (const chunks of textsOf(one)) rule.replyOnce(lmReply({ chunks }));
  const pieces: unknown[] = [];
  const reader = { gone: new AbortController().signal, take: (text: string) => pieces.push(toldAs(JSON.parse(text))) };
  const status = one.status ? 'modules.streamed:Chatty' : null;
  const result = await bridge.stream({ session, id: 'p', inputs: { question: 'q' }, fields: null, status }, { user, reader });
  return [...pieces, { outputs: result.outputs }];
}

function toldAs(piece: { field?: string; predictor?: string; text?: string; status?: string }): unknown {
  return piece.status ?? [piece.predictor, piece.field, piece.text];
}

// Fails when a piece, its order, its predictor, a status or the outputs are others than DSPy alone gives for the same model.
test('gives piece by piece what dspy.streamify gives without this package', async () => {
  const plain = plainPieces();
  for (const [index, one] of CASES.entries()) {
    const ours = await streamed(one);
    const of = `${one.program}, ${one.adapter}${one.status ? ', with a provider' : ''}`;
    expect({ of, pieces: asHere(withoutTrajectory(ours)) }).toEqual({ of, pieces: asHere(withoutTrajectory(plain[index] as unknown[])) });
    expect(ours.length).toBeGreaterThan(5);
  }
});

// Fails when the next test gets a process in which a program was ended in the middle of what it did.
test('a process whose program had to be interrupted, as its reader was gone, takes no more', async () => {
  const { user } = lm;
  const session = 'deaf';
  await bridge.request('open_session', { session }, { user });
  await bridge.request(
    'load_module',
    { session, id: 'p', path: 'modules.streamed:make', args: ['deaf'], kwargs: {}, tools: null },
    { user },
  );
  lm.whenPrompt(/./).reply(lmReply({ chunks: cut(textOf('chat', { answer: LONG })) }));
  const gone = new AbortController();
  const reader = { gone: gone.signal, take: () => undefined };
  const streamed = bridge.stream({ session, id: 'p', inputs: { question: 'q' }, fields: null, status: null }, { user, reader });
  // Before that it waits for the model, and ends by itself.
  await until('the program hears nothing any more', () => existsSync(join(python.folder, '..', 'deaf')));
  gone.abort();
  // A machine that is too busy to interrupt it in time ends its process.
  const ended = await streamed.then(
    (result) => result.ended,
    (error: DspexError) => error.code,
  );
  expect(['interrupted', 'BRIDGE_CLOSED']).toContain(ended);
  expect(bridge.isUsable).toBe(false);
});

// Fails when what another test began there is broken off with it, or when somebody else gets it.
test('a process that is to take no more ends after what is under way', async () => {
  const { user } = lm;
  const session = 'retired';
  await bridge.request('open_session', { session }, { user });
  const underWay = bridge.request(
    'load_module',
    { session, id: 'p', path: 'modules.streamed:make', args: ['predict'], kwargs: {}, tools: null },
    { user },
  );
  bridge.retire('another test gave up in it');
  await expect(bridge.request('ping', {}, { user })).rejects.toMatchObject({ code: 'BRIDGE_CLOSED' });
  await expect(underWay).resolves.toMatchObject({ id: 'p' });
  await bridge.closed;
});

/** DSPy before 3.4.1 hands out the line break that its formats write before a field's text; here the pieces make the text. */
function asHere(pieces: unknown[]): unknown[] {
  if (isSince('3.4.1')) return pieces;
  const stripped = pieces.map((piece) => (Array.isArray(piece) ? [...piece.slice(0, 2), String(piece[2]).replace(/^\n/, '')] : piece));
  return stripped.filter((piece) => !Array.isArray(piece) || piece[2] !== '');
}

/** Numbers and nested objects of an agent's outputs are told by other means. */
function withoutTrajectory(pieces: unknown[]): unknown[] {
  return JSON.parse(JSON.stringify(pieces, (key, value: unknown) => (key === 'trajectory' ? undefined : value))) as unknown[];
}
