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

describe.each(Object.keys(ways))('%s', (way) => {
  test('is answered by the rules of the test', async () => {
    dspex.lm.whenPrompt('go').reply('rule');
    // Variables that were given are all that there are: the SDK finds no key among them.
    const clients = ANSWERED.filter((client) => client !== 'openai' || !/nothing|variables of its own/.test(way));
    expect(await ways[way](host.origin, ...clients)).toEqual(clients.map(() => 'rule'));
    expect(dspex.lm).toHaveAnswered(clients.length);
  });

  test('is refused where it goes around them, with the line that asked', async () => {
    dspex.lm.expectMiss(REFUSED.length);
    const said = await ways[way](host.origin, ...REFUSED);
    const refusal =
      /error: A connection to the LM host 127\.0\.0\.1:\d+ was refused[\s\S]*asking\.js:\d+ asked for it[\s\S]*\[LM_UNREACHABLE\]/;
    expect(said).toEqual(REFUSED.map(() => expect.stringMatching(refusal)));
  });
});

test('a miss fails the test', async () => {
  dspex.lm.whenPrompt('something else').reply('a');
  expect(await ways['a forked process'](host.origin, 'fetch')).toEqual([expect.stringContaining('LM_MISS')]);
});

test('a refusal fails the test', () => ways['a forked process'](host.origin, 'TLS'));
