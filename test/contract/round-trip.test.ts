import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MockAdapter } from '../../src/adapters/mock-adapter';
import type { Bridge } from '../../src/bridge/child/bridge';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { parseSignatureText } from '../../src/shared/signature/signature-text';
import { decodeValues } from '../../src/shared/values/values';
import { isSince } from './dspy-version';
import { testLm } from './lm';
import { PYTHON, type PythonServer, startPython } from './python-server';

/** `value` is what a rule replies, `arrives` what the program gets where that is written otherwise; `unit` types are Node's as well. */
interface Row {
  readonly type: string;
  readonly value: unknown;
  readonly arrives?: unknown;
  /** The adapters that have no text for the value. */
  readonly refused?: readonly string[];
  /** The adapters that DSPy itself does not take for the type. */
  readonly not?: readonly string[];
  readonly unit?: boolean;
}

interface Outcome {
  readonly out?: unknown;
  readonly texts?: readonly string[];
  readonly refused?: string;
}

const ALL = JSON.parse(readFileSync(join(__dirname, 'cases', 'round-trip.json'), 'utf8')) as Row[];
/** DSPy 3.0 has no type for thoughts. */
const ROWS = ALL.filter(({ type }) => isSince('3.1') || !type.includes('dspy.Reasoning'));
const ADAPTERS = ['chat', 'json', 'xml', 'baml', 'two_step'];
/** DSPy streams the others. */
const STREAMED = ['chat', 'json', 'xml'];
/** A stream ends in the same parser, and these two hand their texts to that of another adapter: a third of the rows says enough. With the long
 * tests all are asked. */
const isThird = (adapter: string, streamed: boolean): boolean =>
  process.env.WITH_LONG_TESTS === undefined && (streamed || ['baml', 'two_step'].includes(adapter));
const rowsOf = (adapter: string, streamed: boolean): Row[] =>
  ROWS.filter((row, at) => !row.not?.includes(adapter) && (at % 3 === 0 || !isThird(adapter, streamed)));
const expected = (row: Row): unknown => ('arrives' in row ? row.arrives : row.value);
const named = ({ type, value }: Row): string => `${type}: ${JSON.stringify(value)}`;

// Each fails when a value comes to the program as another one, or is refused where a text of the adapter stands for it.
describe('what a rule replies arrives in DSPy, or is refused by name', () => {
  let python: PythonServer;
  let bridge: Bridge;
  let user: ChildUser;
  const lm = testLm();

  beforeAll(async () => {
    python = await startPython();
    user = lm.user;
    bridge = await python.open(user);
    await bridge.request('open_session', { session: 's' }, { user });
    lm.when({ q: /\d/ }).reply(({ inputs }: { inputs: { q: string } }) => ({ out: decodeValues(ROWS[Number(inputs.q)]?.value) }));
    await bridge.request(
      'load_module',
      { session: 's', id: 'rows', path: 'modules.round_trip:Rows', args: [], kwargs: {}, tools: null },
      { user },
    );
  });
  afterAll(async () => {
    await bridge.close();
    await python.close();
  });

  const asked = new Map<string, Promise<Outcome[]>>();
  function outcomesOf(rows: readonly Row[], adapter: string, streamed: boolean): Promise<Outcome[]> {
    const ask = async (): Promise<Outcome[]> => {
      const inputs = { rows: rows.map((row) => [ROWS.indexOf(row), row.type]), adapter, streamed };
      return (await bridge.execute({ session: 's', id: 'rows', inputs }, { user })).outputs.outcomes as Outcome[];
    };
    const way = `${adapter} ${streamed}`;
    const outcomes = asked.get(way) ?? ask();
    asked.set(way, outcomes);
    return outcomes;
  }

  const ways = [...ADAPTERS.map((adapter) => [adapter, false] as const), ...STREAMED.map((adapter) => [adapter, true] as const)];
  test.each(ways)('%s, streamed: %s', async (adapter, streamed) => {
    const rows = rowsOf(adapter, streamed);
    const outcomes = await outcomesOf(rows, adapter, streamed);
    const arrived = (row: Row, { out, refused }: Outcome) => `${named(row)} → ${refused === undefined ? JSON.stringify(out) : 'refused'}`;
    // XMLAdapter of before reads by a pattern, not as XML: there is nothing that its text cannot carry.
    const isRefused = ({ refused }: Row) => isSince('3.4') && refused?.includes(adapter);
    const right = (row: Row) => `${named(row)} → ${isRefused(row) ? 'refused' : JSON.stringify(expected(row))}`;
    const strict = rows.filter((_, index) => isSince('3.4') || outcomes[index]?.refused === undefined);
    expect(strict.map((row) => arrived(row, outcomes[rows.indexOf(row)] as Outcome))).toEqual(strict.map(right));
    // Parsers of before read fewer literals and unions.
    expect(strict.length).toBeGreaterThan(rows.length * 0.9);
    for (const { refused } of outcomes) if (refused !== undefined) expect(refused).toMatch(/Adapter cannot carry the reply's field out: /);
  });

  // Fails when the texts of these replies are another value to DSPy where nothing of this package runs.
  test('plain DSPy makes the same of the same texts', async () => {
    const carried = [];
    for (const adapter of ADAPTERS) {
      const rows = rowsOf(adapter, false);
      for (const [index, { texts, out }] of (await outcomesOf(rows, adapter, false)).entries())
        if (texts !== undefined) carried.push({ type: (rows[index] as Row).type, adapter, texts, out });
    }
    const env = { ...process.env, PYTHONPATH: resolve(__dirname, '../../python'), LITELLM_LOCAL_MODEL_COST_MAP: 'true' };
    const args = [join(__dirname, 'cases', 'plain_dspy.py')];
    const printed = execFileSync(PYTHON, args, {
      input: JSON.stringify(carried),
      encoding: 'utf8',
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    expect(carried.length).toBeGreaterThan(ROWS.length);
    expect(JSON.parse(printed)).toEqual(carried.map(({ out }) => out));
  });
});

// Fails when the unit layer gives another value than DSPy does.
test('the unit layer gives the same', async () => {
  for (const row of ROWS.filter(({ unit }) => unit === true))
    expect([named(row), decodeValues((await inUnitLayer(row)).out)]).toEqual([named(row), decodeValues(expected(row))]);
});

async function inUnitLayer({ type, value }: Row): Promise<Record<string, unknown>> {
  const [lm, adapter] = [testLm(), new MockAdapter()];
  const asker = { user: lm.user };
  lm.when({ q: 'q' }).reply({ out: decodeValues(value) });
  await adapter.request('open_session', { session: 's' }, asker);
  const signature = parseSignatureText(`q -> out: ${type}`);
  await adapter.request('create_program', { session: 's', id: 'p', signature, module: 'predict', tools: [], options: {} }, asker);
  return (await adapter.request('execute', { session: 's', id: 'p', inputs: { q: 'q' }, executeId: 'e' }, asker)).outputs;
}
