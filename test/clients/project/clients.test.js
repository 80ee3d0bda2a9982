const { dspex } = require('@dspex/jest-preset');
const { ANSWERED, ask, REFUSED } = require('./asking');
const { countingHost } = require('./counting-host');
const { pools } = require('./pools');
const { ways } = require('./ways');

const host = countingHost();
afterEach(() => expect(host.reached).toBe(0));

const REFUSAL = /LM_UNREACHABLE/;
const SAID = { ...pools, 'a thread': ways['a thread'], 'a forked process': ways['a forked process'], cluster: ways.cluster };
SAID['a spawned process'] = ways['a spawned process'];

describe('in the test', () => {
  test.each(ANSWERED)('%s is answered', async (client) => {
    dspex.lm.whenPrompt('go').reply('rule');
    expect(await ask(host.origin, client)).toBe('rule');
  });
  test.each(REFUSED)('%s is refused', async (client) => {
    dspex.lm.expectMiss();
    expect(await ask(host.origin, client)).toMatch(REFUSAL);
  });
});

// All in one process each: to start one takes longer than to ask.
describe.each(Object.keys(SAID))('in %s', (way) => {
  test('what is answered in the test is answered', async () => {
    dspex.lm.whenPrompt('go').reply('rule');
    const said = await SAID[way](host.origin, ...ANSWERED);
    expect(Object.fromEntries(said.map((text, at) => [ANSWERED[at], text]))).toEqual(
      Object.fromEntries(ANSWERED.map((client) => [client, 'rule'])),
    );
  }, 60_000);
  test('what is refused in the test is refused', async () => {
    dspex.lm.expectMiss(REFUSED.length);
    const said = await SAID[way](host.origin, ...REFUSED);
    expect(said.filter((text) => !REFUSAL.test(text))).toEqual([]);
  }, 60_000);
});
