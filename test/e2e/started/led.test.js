const { dspex } = require('@dspex/jest-preset');
const { countingHost } = require('./counting-host');
const { ways } = require('./ways');

const host = countingHost();
afterEach(() => expect(host.reached).toBe(0));

const ANSWERED = [
  'fetch',
  'fetch with a dispatcher',
  'http',
  'https',
  'axios',
  'openai',
  'undici.request',
  'undici.fetch',
  "undici's own Agent",
  'HTTP/2',
  'HTTP by hand',
  "fetch, and undici's own Agent for all",
  "undici's own Agent",
  'HTTP by hand',
];
const REFUSED = ['TLS', 'a socket', 'a socket that code makes itself'];

/** To load it takes longer than to ask all others: two ways of starting say enough. */
const HEAVY = ['openai', 'axios'];
const asksByAll = /^a (thread|forked process)$/;

const REFUSAL =
  /error: A connection to the LM host 127\.0\.0\.1:\d+ was refused[\s\S]*asking\.js:\d+ asked for it[\s\S]*\[LM_UNREACHABLE\]/;

// In one process for all: to start one takes longer than to ask.
test.each(Object.keys(ways))('%s is answered by the rules of the test, or refused with the line that asked', async (way) => {
  dspex.lm.whenPrompt('go').reply('rule');
  dspex.lm.expectMiss(REFUSED.length);
  const answered = ANSWERED.filter((client) => asksByAll.test(way) || !HEAVY.includes(client));
  const said = await ways[way](host.origin, ...answered, ...REFUSED);
  expect(said.slice(0, answered.length)).toEqual(answered.map(() => 'rule'));
  expect(said.slice(answered.length)).toEqual(REFUSED.map(() => expect.stringMatching(REFUSAL)));
  expect(dspex.lm).toHaveAnswered(answered.length);
});

test('a miss fails the test', async () => {
  dspex.lm.whenPrompt('something else').reply('a');
  expect(await ways['a forked process'](host.origin, 'fetch')).toEqual([expect.stringContaining('LM_MISS')]);
});

test('a refusal fails the test', () => ways['a forked process'](host.origin, 'TLS'));

// Fails when a client that asks which models there are gets to its host: no rule is needed for it.
test('what is asked by http.get is answered', async () => {
  expect(await ways['a forked process'](host.origin, 'http.get')).toEqual(['model']);
});
