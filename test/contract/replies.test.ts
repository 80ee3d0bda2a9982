import type { Bridge } from '../../src/bridge/child/bridge';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { isSince } from './dspy-version';
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

const run = (path: string, inputs: Record<string, unknown>, kwargs: Record<string, unknown> = {}) =>
  runModule({ bridge, asker }, `replies:${path}`, inputs, kwargs);

const ADAPTERS = ['chat', 'native', 'json', 'xml'];
const PRICE_OF_PEN = ['price', { name: 'pen' }];

// Each fails when a field of tool calls is hidden where the adapter leaves it in the prompt, or written where it is native.
describe.each(ADAPTERS)('tool calls with the adapter %s', (adapter) => {
  test('callTool is the tool call', async () => {
    lm.when({ question: 'pen?' }).callTool('price', { name: 'pen' });
    expect(await run('Tools', { question: 'pen?' }, { adapter })).toMatchObject({ calls: [PRICE_OF_PEN] });
  });

  test('a reply by fields may have them', async () => {
    const calls = { tool_calls: [{ name: 'price', args: { name: 'pen' } }] };
    lm.when({ question: 'pen?' }).reply({ answer: 'a moment', calls });
    // DSPy reads no text beside native calls that has not all its fields.
    expect(await run('Tools', { question: 'pen?' }, { adapter })).toEqual({ answer: 'a moment', calls: [PRICE_OF_PEN] });
  });

  test('a reply by fields may leave them out', async () => {
    lm.when({ question: 'pen?' }).reply({ answer: 'cheap' });
    expect(await run('Tools', { question: 'pen?' }, { adapter })).toEqual({ answer: 'cheap', calls: [] });
    expect(lm.journal.calls()).toHaveLength(1);
  });

  test('a tool that is not offered is refused, with those that are', async () => {
    lm.when({ question: 'pen?' }).callTool('cost', { name: 'pen' });
    await expect(run('Tools', { question: 'pen?' }, { adapter })).rejects.toMatchObject({
      code: 'RULE_REPLY_INVALID',
      message: expect.stringMatching(/"cost"[\s\S]*price/),
    });
  });

  test('a ReActV2 agent calls a tool, and submits what a rule replies', async () => {
    const rule = lm.when({ question: 'pen?' });
    rule.callTool('price', { name: 'pen' });
    rule.reply({ answer: 1.5, note: 'each' });
    expect(await run('Agent', { question: 'pen?' }, { adapter })).toEqual({ answer: 1.5, note: 'each', ended: 'submit' });
    expect(lm.journal.calls()).toHaveLength(2);
  });

  test('a ReActV2 agent that is told nothing submits typed defaults at once', async () => {
    expect(await run('Agent', { question: 'pen?' }, { adapter })).toEqual({ answer: 0, note: 'mock_response', ended: 'submit' });
  });
});

// Each fails when a field that DSPy does without is demanded.
describe.each(ADAPTERS)('optional fields with the adapter %s', (adapter) => {
  test('are left out as a model may', async () => {
    lm.when({ question: 'q' }).reply({ answer: 'a' });
    expect(await run('LeavesOut', { question: 'q' }, { adapter })).toEqual({ answer: 'a', note: null, score: 0.5 });
  });

  test('have their defaults where nothing is told', async () => {
    expect(await run('LeavesOut', { question: 'q' }, { adapter })).toEqual({ answer: 'mock_response', note: null, score: 0.5 });
  });

  // Fails when a reply without any field, which the XML adapter writes as no text, breaks the call.
  test.each([true, false])('may all be left out, by a rule: %s', async (hasRule) => {
    if (hasRule) lm.when({ question: 'q' }).reply({});
    expect(await run('LeavesOut', { question: 'q' }, { adapter, signature: 'question -> a: Optional[str]' })).toEqual({ a: null });
  });

  test('the others are demanded', async () => {
    lm.when({ question: 'q' }).reply({ note: 'n' });
    await expect(run('LeavesOut', { question: 'q' }, { adapter })).rejects.toMatchObject({ code: 'RULE_REPLY_INVALID' });
  });
});

// Each fails when a field comes in one piece with its end, which DSPy drops.
describe('listeners hear each field of a reply by fields, in pieces', () => {
  const fields = {
    first_answer: 'To get to the other side of the road.',
    second: ['one', 'two'],
    a_name_that_is_as_long_as_the_names_of_some_fields_are: 7,
  };
  const texts: Record<string, Record<string, string>> = {
    chat: { first_answer: fields.first_answer, second: '["one", "two"]', a_name_that_is_as_long_as_the_names_of_some_fields_are: '7' },
    xml: {
      first_answer: fields.first_answer,
      second: '<item>one</item><item>two</item>',
      a_name_that_is_as_long_as_the_names_of_some_fields_are: '7',
    },
  };

  /** DSPy before 3.4.1 hands out the line break that these formats write before a text. */
  const textOf = (chunks: readonly string[]) => (isSince('3.4.1') ? chunks.join('') : chunks.join('').replace(/^\n/, ''));

  test.each(['chat', 'xml'])('with the adapter %s', async (adapter) => {
    lm.when({ question: 'q' }).reply(fields);
    const { heard, ...outputs } = await run('Heard', { question: 'q' }, { adapter });
    expect(outputs).toEqual(fields);
    const pieces = heard as Record<string, string[]>;
    expect(Object.fromEntries(Object.entries(pieces).map(([name, chunks]) => [name, textOf(chunks)]))).toEqual(texts[adapter]);
    expect(pieces.first_answer?.length).toBeGreaterThan(4);
  });

  // DSPy's own listener for JSON adds what stands between two fields.
  test('with the adapter json', async () => {
    lm.when({ question: 'q' }).reply(fields);
    const { heard, ...outputs } = await run('Heard', { question: 'q' }, { adapter: 'json' });
    expect(outputs).toEqual(fields);
    const pieces = heard as Record<string, string[]>;
    expect(pieces.first_answer?.join('')).toMatch(/^ ?"To get to the other side of the road\."/);
    expect(pieces.first_answer?.length).toBeGreaterThan(4);
    expect(pieces.second?.join('')).toMatch(/^ ?\[\s*"one",\s*"two"\s*\]/);
    expect(pieces.a_name_that_is_as_long_as_the_names_of_some_fields_are?.join('').trim()).toBe('7');
  });

  test('of an agent too', async () => {
    lm.when({ question: 'q' }).reply(fields);
    const { heard, ...outputs } = await run('Heard', { question: 'q' }, { adapter: 'chat', agent: true });
    expect(outputs).toEqual(fields);
    expect(textOf((heard as Record<string, string[]>).first_answer ?? [])).toBe(fields.first_answer);
  });
});

describe("adapters of the user's own", () => {
  // Fails when the parser that only looks makes LM calls, which would take the rules' replies.
  test('whose parser asks an LM is asked once', async () => {
    lm.when({ question: 'q' }).reply({ answer: 'long' });
    lm.whenPrompt('find answer').reply('short');
    expect(await run('Own', { question: 'q' }, { which: 'asks' })).toEqual({ answer: 'short' });
    expect(lm.journal.calls()).toHaveLength(2);
  });

  // Fails when an adapter that only reads is given up before the usual forms were tried.
  test.each(['writes nothing', 'reads lines'])('that %s is answered by fields in a form that it reads', async (which) => {
    lm.when({ question: 'q' }).reply({ answer: 'a' });
    expect(await run('Own', { question: 'q' }, { which })).toEqual({ answer: 'a' });
  });

  // Fails when the bare NotImplementedError comes up.
  test('that can neither write fields nor read them right says to reply with text', async () => {
    lm.when({ question: 'q' }).replyOnce({ answer: 'a' });
    await expect(run('Own', { question: 'q' }, { which: 'shouts' })).rejects.toMatchObject({
      code: 'RULE_REPLY_INVALID',
      message: expect.stringMatching(/Shouts[\s\S]*contract\.test\.ts:1[\s\S]*\.reply\('…'\)/),
    });
  });

  test('that cannot write fields take text', async () => {
    lm.when({ question: 'q' }).reply('as text');
    expect(await run('Own', { question: 'q' }, { which: 'writes nothing' })).toEqual({ answer: 'as text' });
  });
});

// Fails when citations come as thoughts, or a reply without them is refused as well: DSPy's engines hand over none.
test('native citations are refused by name, and may be left out', async () => {
  const sources = [{ cited_text: 'Tea is at four.', document_index: 0, start_char_index: 0, end_char_index: 15 }];
  const rule = lm.when({ question: 'q' });
  rule.replyOnce({ answer: 'At four.', sources });
  rule.reply({ answer: 'At four.' });
  await expect(run('Cites', { question: 'q' })).rejects.toMatchObject({
    code: 'RULE_REPLY_INVALID',
    message: expect.stringMatching(/ChatAdapter cannot carry the reply's field sources: it is a Citations[\s\S]*native_response_types/),
  });
  expect((await bridge.execute({ session: 's', id: 'replies:Cites', inputs: { question: 'q' } }, asker)).outputs).toEqual({
    answer: 'At four.',
    sources: null,
  });
});

// Fails when callbacks hear the reading that holds a reply against what was written.
test('callbacks hear of one parse', async () => {
  lm.when({ question: 'q' }).reply({ answer: 'a' });
  expect(await run('HearsParsing', { question: 'q' })).toEqual({ parsed: [1, 1] });
});

// Fails when the extraction's own text takes the place of the user's input.
test("TwoStep's extraction is asked with the user's own text", async () => {
  lm.when({ text: 'mine' }).reply({ answer: 'a' });
  expect(await run('TwoStepText', { text: 'mine' })).toEqual({ answer: 'a' });
});
