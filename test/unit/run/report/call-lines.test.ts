import { callLines } from '../../../../src/run/report/call-lines';

const texts = [
  'gpt-4o-mini',
  '{"question":"the weather?"}',
  '{"answer":"sunny"}',
  'a.test.ts:5',
  'a\n  long prompt',
  'x'.repeat(500),
  'No rule answers',
  'generate',
  'embed',
];
const call = (parts: object): object => ({
  model: 0,
  operation: 7,
  source: 'rule',
  by: 3,
  inputs: null,
  outputs: null,
  prompt: 4,
  reply: null,
  error: null,
  ...parts,
});
const linesOf = (...calls: object[]): string[] =>
  callLines({
    texts,
    files: [
      {
        file: 'a.test.ts',
        tests: [
          { fullName: 'asks', details: { calls } },
          { fullName: 'is silent', details: null },
        ],
      },
    ],
  } as never);

// Fails when a call of a test is left out, takes more than a line, or does not say who answered.
test('each call of a test has a line: who asked what, who answered what', () => {
  expect(
    linesOf(call({ inputs: 1, outputs: 2 }), call({ reply: 5, by: null, source: 'default' }), call({ error: 6, by: null, source: 'miss' })),
  ).toEqual([
    'a.test.ts › asks',
    '  gpt-4o-mini, rule a.test.ts:5: {"question":"the weather?"} → {"answer":"sunny"}',
    expect.stringMatching(/^ {2}gpt-4o-mini, default: a long prompt → x{20,60}…$/),
    '  gpt-4o-mini, miss: a long prompt → No rule answers',
  ]);
});

// Fails when vectors that came read as an answer that did not.
test('a call that is answered by no text says by what', () => {
  expect(linesOf(call({ operation: 8 }), call({}))).toEqual([
    'a.test.ts › asks',
    '  gpt-4o-mini, rule a.test.ts:5: a long prompt → vectors',
    '  gpt-4o-mini, rule a.test.ts:5: a long prompt → nothing',
  ]);
});

test('a test that asks nobody has none', () => expect(linesOf()).toEqual([]));
