/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
const cases = require('./cases.json');
const plain = require('./plain.json');

test.each(Object.keys(cases))('as in plain DSPy: %s', async (name) => {
  const { inputs, replies } = cases[name];
  const rule = dspex.lm.when(() => true);
  for (const reply of replies) rule.replyOnce(reply);
  const program = await dspex.loadModule(`programs:${name}`);
  const given = await program.execute(inputs).then(
    ({ outputs }) => ({ outputs }),
    ({ message }) => ({ raises: plain[name].raises && message.includes(plain[name].raises) ? plain[name].raises : message }),
  );
  const asked = dspex.lm.calls.map(({ system, messages }) => [system, messages.at(-1).content]);
  expect({ ...given, asked }).toEqual(plain[name]);
});
const answer = () => dspex.lm.when({ q: /./ }).reply(({ inputs, model }) => ({ a: `${inputs.q} by ${model}` }));
test.each(['at_once:Par', 'at_once:Batch', 'programs:Gathered', 'at_once:Threads'])('many at once: %s', async (name) => {
  answer();
  const qs = ['a', 'b', 'c', 'd', 'e'];
  const { outputs } = await (await dspex.loadModule(name)).execute({ qs });
  const model = (i) => (name === 'at_once:Threads' ? ['m-one', 'm-two'][i % 2] : 'gpt-4o-mini');
  expect(outputs.answers).toEqual(qs.map((q, i) => `${q} by ${model(i)}`));
  expect(dspex.lm.calls).toHaveLength(5);
});
test("a custom LM is the user's own", async () => {
  answer();
  expect((await (await dspex.loadModule('at_once:WithOwn')).execute({ q: 'x' })).outputs).toEqual({
    a: 'x by gpt-4o-mini',
    mine: 'from my own',
  });
});
test('a subclass of LM', async () => {
  answer();
  expect((await (await dspex.loadModule('at_once:WithSub')).execute({ q: 'x' })).outputs).toEqual({ a: 'x by sub-model' });
  expect(dspex.lm.calls[0].sampling.temperature).toBe(0.25);
});
test('direct calls', async () => {
  dspex.lm.whenPrompt(/hi$/).reply('A');
  dspex.lm.whenPrompt(/hi!/).reply('B');
  expect((await (await dspex.loadModule('at_once:Direct')).execute({ q: 'hi' })).outputs).toEqual({ a: 'A', b: 'B' });
});
test('garbage falls back, and fails as in DSPy', async () => {
  dspex.lm.whenPrompt(/./).reply('no field at all');
  expect((await (await dspex.loadModule('at_once:Fallback')).execute({ q: 'hi' })).outputs).toEqual({ n: -1, how: 'AdapterParseError' });
  expect(dspex.lm.calls).toHaveLength(Number(process.env.TIMES_ASKED));
});
test('save, load, and the state', async () => {
  dspex.lm.when({ q: /./ }).reply({ reasoning: 'r', a: 'y' });
  const file = 'state.json';
  const one = await dspex.loadModule('programs:Knn');
  await one.save(file);
  const other = await dspex.loadModule('programs:Knn');
  await other.load(file);
  expect(await other.state()).toEqual(await one.state());
  await other.execute({ q: 'x' });
  expect(dspex.lm.calls[0].messages).toHaveLength(5);
});
test('several listeners, of two predictors', async () => {
  dspex.lm.when({ q: 'x' }).reply({ text: 'a long draft of some words' });
  dspex.lm.when({ text: /draft/ }).reply({ text_out: 'an edited text of words', title: 'A Title' });
  const program = await dspex.loadModule('programs:Multi');
  const said = {};
  for await (const piece of program.stream({ q: 'x' })) {
    if (!('field' in piece)) continue;
    const name = `${piece.predictor}.${piece.field}`;
    said[name] = (said[name] ?? '') + piece.text;
  }
  expect(said).toEqual({ 'draft.text': 'a long draft of some words', 'edit.text_out': 'an edited text of words', 'edit.title': 'A Title' });
});
