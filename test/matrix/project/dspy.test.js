/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');

const QUEUE = "ticket -> queue: Literal['billing', 'tech']";
const answerTickets = () => {
  dspex.lm.when({ ticket: /refund/ }).reply({ queue: 'billing' });
  dspex.lm.when({ ticket: /start/ }).reply({ queue: 'tech' });
};

for (const level of ['full', 'session', 'namespace'])
  isolatedTest(`a program in a process: ${level}`, { level }, async ({ lm, createProgram }) => {
    lm.when({ question: /./ }).reply({ reasoning: 'so', answer: 42 });
    const program = await createProgram({ signature: 'question -> answer: int', module: 'chain_of_thought' });
    const { outputs } = await program.execute({ question: 'q' });
    expect(outputs).toEqual({ reasoning: 'so', answer: 42 });
  });

test('a program streams', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'Sunny, and warm for the season.' });
  const program = await dspex.createProgram({ signature: 'question -> answer' });
  const pieces = [];
  for await (const piece of program.stream({ question: 'The weather?' })) pieces.push(piece);
  expect(pieces.map(({ text = '' }) => text).join('')).toBe('Sunny, and warm for the season.');
  expect(pieces.at(-1)).toMatchObject({ outputs: { answer: 'Sunny, and warm for the season.' } });
});

test.each([[(example, { queue }) => queue === example.queue], ['desk:is_right']])('an evaluation by %s', async (metric) => {
  answerTickets();
  const result = await dspex.evaluate(await dspex.createProgram({ signature: QUEUE }), 'tickets.csv', metric);
  expect(result).toScoreAtLeast(1);
});

test('an optimised program', async () => {
  answerTickets();
  const triage = await dspex.createProgram({ signature: QUEUE });
  const trainset = [{ ticket: 'I want a refund', queue: 'billing' }];
  const better = await dspex.optimize(triage, {
    optimizer: 'BootstrapFewShot',
    trainset,
    metric: (example, { queue }) => queue === example.queue,
  });
  expect(await better.state()).toMatchObject({ demos: [{ ticket: 'I want a refund', queue: 'billing' }] });
});

test("the user's module, with a tool of the test", async () => {
  const asked = [];
  const look = dspex.tool({
    name: 'look',
    description: 'Looks an order up.',
    parameters: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
    run: ({ id }) => {
      asked.push(id);
      return 'on its way';
    },
  });
  dspex.lm.when({ ticket: /7/ }, { outputs: ['queue'] }).reply({ reasoning: 'an order', queue: 'orders' });
  dspex.lm.when({ ticket: /7/, trajectory: /on its way/ }, { outputs: ['next_tool_name'] }).callTool('finish');
  dspex.lm.when({ ticket: /7/ }, { outputs: ['next_tool_name'] }).callTool('look', { id: 7 });
  dspex.lm.when({ ticket: /7/ }, { outputs: ['answer'] }).reply({ reasoning: 'seen', answer: 'On its way.' });
  const desk = await dspex.loadModule('desk:Desk', { tools: [look] });
  const { outputs } = await desk.execute({ ticket: 'Where is 7?' });
  expect(outputs).toEqual({ queue: 'orders', answer: 'On its way.' });
  expect(asked).toEqual([7]);
});

test('what Python raises comes with its place', async () => {
  await expect(dspex.loadModule('desk:None')).rejects.toMatchObject({ name: 'DspexError' });
});

test('a limit ends it', async () => {
  dspex.lm.when({ q: /./ }).delay(60_000).reply({ a: 'late' });
  const program = await dspex.createProgram({ signature: 'q -> a' });
  await expect(program.execute({ q: 'x' }, { timeoutMs: 200 })).rejects.toMatchObject({ code: 'EXECUTE_TIMEOUT' });
});
