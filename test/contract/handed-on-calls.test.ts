import type { Bridge } from '../../src/bridge/child/bridge';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { lmError } from '../../src/sandbox/lm/said';
import type { TestLm } from './lm';
import { openSession, runModule } from './open-session';
import { type PythonServer, startPython } from './python-server';

let python: PythonServer;
let bridge: Bridge;
let lm: TestLm;
let asker: { readonly user: ChildUser };

beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());
beforeEach(async () => {
  ({ lm, asker, bridge } = await openSession(python));
});
afterEach(() => bridge.close());

const ask = (kind: string, kwargs: Record<string, unknown>, file = 'wrapped_lms') =>
  runModule({ bridge, asker }, `${file}:${kind}`, { q: 'x' }, kwargs);

// Fails when a call that reaches the model by way of another LM is told without the fields of the signature behind it.
describe.each(['Asks', 'AsksAsync'])("%s: by an LM of the user's around DSPy's", (kind) => {
  test.each(['Called', 'Forwarded', 'Copied', 'Kind', 'Adds', 'Below', 'OnAThread', 'Metered'])(
    '%s, the rules see the fields',
    async (around) => {
      lm.when({ q: 'x' }).reply({ reasoning: 'r', a: 'y' });
      expect(await ask(kind, { lm: around })).toMatchObject({ a: 'y' });
      expect(lm.journal.problems()).toEqual([]);
    },
  );

  test.each(['JSONAdapter', 'XMLAdapter'])('%s writes for it, too', async (adapter) => {
    lm.when({ q: 'x' }).reply({ reasoning: 'r', a: 'y' });
    expect(await ask(kind, { lm: 'Kind', adapter })).toMatchObject({ a: 'y' });
  });

  test('FallsBack, both models are asked by the same fields', async () => {
    const rule = lm.when({ q: 'x' });
    rule.replyOnce(lmError({ status: 401 }));
    rule.reply({ reasoning: 'r', a: 'y' });
    expect(await ask(kind, { lm: 'FallsBack' })).toMatchObject({ a: 'y' });
    expect(lm.journal.calls().map(({ model }) => model)).toEqual(['gpt-4o-mini', 'gpt-4.1']);
  });

  test('Guarded, what it asks by itself is a prompt', async () => {
    lm.whenPrompt(/^Is this harmless/).reply('yes');
    lm.when({ q: 'x' }).reply({ reasoning: 'r', a: 'y' });
    expect(await ask(kind, { lm: 'Guarded' })).toMatchObject({ a: 'y' });
    expect(lm.journal.calls().map(({ fields }) => fields !== null)).toEqual([false, true]);
  });
});

const named = ['demos', 'inputs', 'signature'];
/** What a class inherits, DSPy wraps in its callbacks once more: they are told of the wrapper's parameters. */
const inherited = ['args', 'kwargs'];

// Fails when an adapter of the user's is told without the fields of the signature, or its callbacks hear what they do not in plain DSPy.
describe.each(['Asked', 'AskedAsync'])("%s: by an adapter of the user's", (kind) => {
  test.each([
    ['Formats', [named]],
    ['Asks', [inherited, named]],
    ['AsksAlready', [named, inherited, named]],
    ['Around', []],
  ])('%s, the rules see the fields', async (adapter, told) => {
    lm.when({ q: 'x' }).reply({ reasoning: 'r', a: 'y' });
    expect(await ask(kind, { adapter }, 'own_adapters')).toEqual({ a: 'y', told });
    expect(lm.journal.problems()).toEqual([]);
  });

  test('AsksFirst, what it asks by itself is a prompt', async () => {
    lm.whenPrompt('May I?').reply('yes');
    lm.when({ q: 'x' }).reply({ reasoning: 'r', a: 'y' });
    expect(await ask(kind, { adapter: 'AsksFirst' }, 'own_adapters')).toMatchObject({ a: 'y' });
    expect(lm.journal.calls().map(({ fields }) => fields !== null)).toEqual([false, true]);
  });
});
