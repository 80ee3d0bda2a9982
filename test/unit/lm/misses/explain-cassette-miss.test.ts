import { canonicalRequests } from '../../../../src/lm/cassettes/canonical-request';
import { Tracks } from '../../../../src/lm/cassettes/tracks';
import { explainCassetteMiss } from '../../../../src/lm/misses/explain-cassette-miss';
import type { Sources } from '../../../../src/lm/misses/explain-miss';
import { recordCommandOf } from '../../../../src/lm/misses/record-command';
import { Rule } from '../../../../src/lm/rules/rule';
import { REDACTED, Redactor } from '../../../../src/lm/secrets/redact';
import { jestCommand } from '../../../../src/shared/jest-command';
import { promptCall } from '../calls';

const OWNER = { file: 'a.test.ts', name: 'asks', ordinal: 0 };
const call = promptCall('capital?');
const track = new Tracks(OWNER).take(canonicalRequests(call, new Redactor({}), { texts: (text) => text, ids: (text) => text }));
const nearest = {
  path: 'a/asks/1-0.json',
  recorded: track.request,
  isLeft: false,
  diff: '-  Paris?',
  difference: '- Paris?',
  differenceKey: 'k',
};
const rule = new Rule({ kind: 'prompt', prompt: 'weather' }, 'a.test.ts:3');
const explain = (rules: Sources['rules'], found: typeof nearest | null, occurrence = 0) =>
  explainCassetteMiss(
    call,
    { rules, lmMode: 'cached', layer: 'integration' },
    {
      track: { ...track, occurrence },
      nearest: found,
      whyNotRecorded: 'nothing is recorded in CI',
      recordCommand: 'npx jest',
      shownPath: (path) => `kept/${path}`,
    },
  ).parts;

// Fails when a reader is sent to the recordings of a test that never had any.
test('a test of rules with nothing recorded is told of its nearest rule first', () => {
  expect(explain([rule], null)).toMatchObject({
    what: expect.stringContaining('No rule answers'),
    why: expect.stringMatching(/nearest rule is at a\.test\.ts:3[\s\S]*no cassette answers either: nothing is recorded in CI/),
  });
});

// Fails when the nearest recording, what differs, or the way out is left out.
test('a test with recordings is told of the nearest, what differs, and both cures', () => {
  expect(explain([], nearest)).toMatchObject({
    what: expect.stringContaining('No cassette answers'),
    why: expect.stringContaining('the nearest is kept/a/asks/1-0.json'),
    next: expect.stringMatching(/^npx jest\nor answer it by a rule: dspex\.lm\.whenPrompt\('capital\?'\)/),
    detail: '-  Paris?',
  });
  expect(explain([rule], nearest).why).toContain('a.test.ts:3');
});

// Fails when a path of a message is relative to a folder that nobody knows.
test('a call of a test without recordings is told where its own would lie', () => {
  expect(explain([], null).why).toContain(`none is recorded for this test (it would be kept/${track.path})`);
});

// Fails when one call more than was recorded looks like a call that differs.
test('a call that is recorded already is told how often', () => {
  expect(explain([], { ...nearest, diff: '' }, 2).why).toContain('the same call is recorded 2 times, and this is one more');
  expect(explain([], { ...nearest, diff: '' }).why).toContain('kept/a/asks/1-0.json has what it asks for');
});

// Fails when the command that a miss prints shows a secret, or runs other tests than the one that missed.
test('the command to record takes the name of the test literally, and anything where a secret stood', () => {
  const owner = { ...OWNER, name: `costs (${REDACTED}) $5` };
  const command = recordCommandOf({ owner, file: 'a.test.ts', layer: 'integration', keyVariable: 'GEMINI_TEST_API_KEY' });
  expect(command).toContain(`GEMINI_TEST_API_KEY=<your key> DSPEX_LM=auto TEST_MODE=integration ${jestCommand()} --`);
  expect(command).toContain('costs \\(.*\\) \\$5');
  expect(command).not.toContain(REDACTED);
});
