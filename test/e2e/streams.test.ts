import { isSince } from '../contract/dspy-version';
import { notPassed } from './not-passed';
import { runOnce } from './run-jest';

const SUITE = `
const { dspex, isolatedTest, lmReply } = require('@dspex/jest-preset');

const LONG = 'word '.repeat(4000).trim();
const slowly = (question) => dspex.lm.when({ question }).reply(lmReply({ fields: { answer: LONG }, everyMs: 10 }));
const program = () => dspex.createProgram({ signature: 'question -> answer' });

test('says the field, then the outputs', async () => {
  dspex.lm.when({ question: /weather/ }).reply({ answer: 'It is sunny in Oslo.' });
  const pieces = [];
  for await (const piece of (await program()).stream({ question: 'The weather?' })) pieces.push(piece);
  const last = pieces.pop();
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.map(({ text }) => text).join('')).toBe('It is sunny in Oslo.');
  expect(pieces[0]).toStrictEqual({ field: 'answer', predictor: 'self', text: expect.any(String) });
  expect(last).toStrictEqual({
    outputs: { answer: 'It is sunny in Oslo.' },
    usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    lmCalls: 1,
    durationMs: expect.any(Number),
  });
  expect(dspex.lm).toHaveAnswered(1);
});

test('runs nothing before it is read', async () => {
  const stream = (await program()).stream({ question: 'q' });
  await dspex.bridge.ping();
  expect(dspex.lm).toHaveAnswered(0);
  await stream.return();
  expect(dspex.lm).toHaveAnswered(0);
});

test('ends by break, and the program goes on', async () => {
  slowly('slow');
  dspex.lm.when({ question: 'quick' }).reply({ answer: 'still here' });
  const asked = await program();
  const { pid } = await dspex.bridge.ping();
  for await (const piece of asked.stream({ question: 'slow' })) break;
  expect((await asked.execute({ question: 'quick' })).outputs.answer).toBe('still here');
  expect((await dspex.bridge.ping()).pid).toBe(pid);
});

test('ends by a signal, with its reason, whatever lies there to be read', async () => {
  slowly('slow');
  dspex.lm.when({ question: 'quick' }).reply({ answer: 'one two three four five six' });
  for (const question of ['slow', 'quick']) {
    const called = new AbortController();
    const reason = new Error('enough');
    let pieces = 0;
    const reading = async () => {
      for await (const piece of (await program()).stream({ question }, { signal: called.signal })) {
        pieces += 1;
        called.abort(reason);
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'EXECUTE_CANCELLED', cause: reason, message: expect.stringContaining('enough') });
    expect(pieces).toBe(1);
  }
  const before = await program();
  await expect(before.stream({ question: 'quick' }, { signal: AbortSignal.abort() }).next()).rejects.toMatchObject({ code: 'EXECUTE_CANCELLED' });
});

test('ends a stream that is waited for', async () => {
  slowly('slow');
  dspex.lm.when({ question: 'never' }).delay(600_000).reply({ answer: 'late' });
  const stream = (await program()).stream({ question: 'never' });
  const waiting = stream.next();
  await until(() => dspex.lm.calls.length === 1 || stream);
  await stream.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
});
const until = async (seen) => { while (!seen()) await new Promise(setImmediate); };

test('loses nothing to a slow reader, and gives the error after what came before it', async () => {
  dspex.lm.when({ question: 'long' }).reply({ answer: LONG });
  let text = '';
  for await (const piece of (await program()).stream({ question: 'long' })) {
    if (text === '') await new Promise((resolve) => setTimeout(resolve, 50));
    if ('text' in piece) text += piece.text;
  }
  expect(text).toBe(LONG);
});

test('throws a miss from the iterator', async () => {
  dspex.lm.when({ question: 'known' }).reply({ answer: 'a' });
  dspex.lm.expectMiss();
  const stream = (await program()).stream({ question: 'unknown' });
  await expect(stream.next()).rejects.toMatchObject({ code: 'LM_MISS' });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('throws for what it cannot stream', async () => {
  const asked = await program();
  await expect(asked.stream({ question: 'q' }, { fields: ['anser'] }).next()).rejects.toMatchObject({ code: 'STREAM_INVALID' });
  await expect(asked.stream({ qestion: 'q' }).next()).rejects.toMatchObject({ code: 'INPUT_UNKNOWN' });
  expect(dspex.lm).toHaveAnswered(0);
});

test('says the status by functions', async () => {
  dspex.lm.when({ question: 'q' }).reply({ answer: 'a' });
  const heard = [];
  const status = { lmStart: ({ name }) => 'asks ' + name.split('/').pop(), moduleEnd: async ({ outputs }) => null };
  for await (const piece of (await program()).stream({ question: 'q' }, { fields: ['answer'], status })) heard.push(piece);
  expect(heard.filter((piece) => 'status' in piece)).toStrictEqual([{ status: 'asks gpt-4o-mini' }]);
});

test('fails where a function of its status throws', async () => {
  dspex.lm.when({ question: 'q' }).reply({ answer: 'a' });
  const thrown = new TypeError('in the status');
  const status = { lmStart: () => { throw thrown; } };
  const reading = async () => { for await (const piece of (await program()).stream({ question: 'q' }, { status })); };
  await expect(reading()).rejects.toBe(thrown);
});

test('refuses limits that are none before it runs anything, and takes a very long one', async () => {
  dspex.lm.when({ question: 'q' }).reply({ answer: 'a' });
  const asked = await program();
  for (const wrong of [{ timeoutMs: 0 }, { timeoutMs: NaN }, { signal: 5 }]) {
    expect(() => asked.stream({ question: 'q' }, wrong)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
    await expect(asked.execute({ question: 'q' }, wrong)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  }
  expect((await asked.execute({ question: 'q' }, { timeoutMs: Infinity })).outputs.answer).toBe('a');
});

test.concurrent.each(['a', 'b'])('two at once hear their own: %s', async (word) => {
  const question = 'say ' + word;
  dspex.lm.when({ question }).reply({ answer: word.repeat(20) });
  let text = '';
  for await (const piece of (await program()).stream({ question })) if ('text' in piece) text += piece.text;
  expect(text).toBe(word.repeat(20));
});
`;
const PYTHON = `
test('an agent tells its tools, its thoughts and its answer', async () => {
  const agent = await dspex.createProgram({
    signature: 'question -> answer',
    module: 'react',
    tools: [{ name: 'price', parameters: { type: 'object', properties: { thing: { type: 'string' } } }, run: ({ thing }) => thing + ': 3' }],
  });
  dspex.lm.when({ question: /pen/ }).callTool('price', { thing: 'pen' });
  dspex.lm.when({ question: /pen/ }).reply({ answer: 'It costs three.' });
  const pieces = [];
  for await (const piece of agent.stream({ question: 'What is a pen?' })) pieces.push(piece);
  expect(pieces.filter((piece) => 'status' in piece)).toStrictEqual([
    { status: 'Calling tool price...' },
    { status: 'Tool calling finished! Querying the LLM with tool calling results...' },
  ]);
  const said = (predictor, field) => pieces.filter((p) => p.predictor === predictor && p.field === field).map(({ text }) => text).join('');
  // DSPy 3.0 hears texts alone, and this is one of several names.
  expect(said('react', 'next_tool_name')).toBe('${isSince('3.1.0') ? 'pricefinish' : ''}');
  expect(said('extract.predict', 'answer')).toBe('It costs three.');
  expect(pieces.at(-1).outputs.answer).toBe('It costs three.');
});

for (const level of ['full', 'session', 'namespace'])
  isolatedTest('a program that does not end by itself is ended: ' + level, { level }, async () => {
    const asleep = await dspex.loadModule('streamed:Asleep');
    for await (const piece of asleep.stream({})) {
      expect(piece).toStrictEqual({ value: 'asleep' });
      break;
    }
    dspex.lm.when({ question: 'q' }).reply({ answer: 'a new one' });
    expect((await dspex.run('question -> answer', { question: 'q' })).outputs.answer).toBe('a new one');
  });

test('the next test finds a process', async () => {
  dspex.lm.when({ question: 'q' }).reply({ answer: 'there' });
  expect((await dspex.run('question -> answer', { question: 'q' })).outputs.answer).toBe('there');
});
`;
const MODULE = `
import time
import anyio
import dspy

class Asleep(dspy.Module):
    def forward(self):
        anyio.from_thread.run(dspy.settings.send_stream.send, "asleep")
        while True:
            try:
                time.sleep(60)
            except BaseException:
                pass
`;

// Fails when a piece is lost, a program goes on that nobody reads, or a layer streams another shape.
test('programs stream in both layers, and end with their reader', async () => {
  const run = await runOnce({
    'unit.test.js': SUITE,
    'python.test.js': `/** @jest-environment @dspex/jest-preset/integration */\n${SUITE}${PYTHON}`,
    'streamed.py': MODULE,
  });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests.length).toBeGreaterThan(24);
  expect(run.report?.totals).toMatchObject({ leaks: 0 });
});
