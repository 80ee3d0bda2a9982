const { dspex, isolatedTest } = require('@dspex/jest-preset');
const { buildProgram } = require('@dspex/jest-preset/factories');
const { createServer, get } = require('node:http');

const chat = (content) => JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content }] });
const ask = (content, more = {}) => fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: chat(content), ...more });

test('a rule answers fetch', async () => {
  dspex.lm.whenPrompt(/weather/).reply('Sunny.');
  expect((await (await ask('The weather?')).json()).choices[0].message.content).toBe('Sunny.');
  expect(dspex.lm).toHaveAnswered(1);
});

test('a rule streams', async () => {
  dspex.lm.whenPrompt(/count/).stream(['one ', 'two']);
  const body = JSON.stringify({ ...JSON.parse(chat('count')), stream: true });
  const said = await (await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body })).text();
  expect(said).toContain('"one "');
  expect(said.trim()).toMatch(/\[DONE\]$/);
});

test('errors and faults come as a provider has them', async () => {
  dspex.lm.whenPrompt(/busy/).replyWithError({ status: 429, retryAfterMs: 1_000 });
  dspex.lm.whenPrompt(/cut/).replyWithFault('reset');
  const busy = await ask('busy');
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '1']);
  await expect(ask('cut')).rejects.toThrow();
});

test('a miss is told, and fails nothing that expects it', async () => {
  dspex.lm.whenPrompt('this').reply('that');
  dspex.lm.expectMiss();
  expect(await (await ask('something else')).text()).toContain('LM_MISS');
});

test('another server is reached', async () => {
  const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('here');
  const body = await new Promise((resolve) =>
    get(`http://127.0.0.1:${port}`, (response) => response.setEncoding('utf8').on('data', resolve)),
  );
  expect(body).toBe('here');
  await new Promise((resolve) => server.close(resolve));
});

test('programs run in Node', async () => {
  const program = await dspex.createProgram(buildProgram({ signature: "ticket -> queue: Literal['billing', 'tech']" }));
  dspex.lm.when({ ticket: /refund/ }).reply({ queue: 'billing' });
  dspex.lm.when({ ticket: /start/ }).reply({ queue: 'tech' });
  const result = await dspex.evaluate(program, 'tickets.csv', (example, { queue }) => queue === example.queue);
  expect(result).toScoreAtLeast(1);
});

for (const each of ['one', 'two'])
  isolatedTest(`each has rules of its own: ${each}`, async ({ lm, run }) => {
    lm.when({ q: /./ }).reply({ a: each });
    expect((await run('q -> a', { q: 'x' })).outputs).toEqual({ a: each });
  });

let tries = 0;
isolatedTest('a flaky one passes often enough', { trials: 4, passRate: 0.5 }, async () => {
  tries += 1;
  expect(tries % 4).not.toBe(0);
});

test.concurrent.each(['a', 'b', 'c'])('at the same time: %s', async (word) => {
  dspex.lm.whenPrompt(word).reply(word.toUpperCase());
  expect((await (await ask(word)).json()).choices[0].message.content).toBe(word.toUpperCase());
});

dspex.describeEach('tickets.csv')('$queue', ({ ticket }) => {
  test('has a ticket', () => expect(ticket).not.toBe(''));
});
