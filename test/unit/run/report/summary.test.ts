import { RunRecord } from '../../../../src/run/report/run-record';
import { renderSummary } from '../../../../src/run/report/summary';
import type { RunEvent } from '../../../../src/shared/boundaries/run-events';
import { jestCommand } from '../../../../src/shared/jest-command';
import { lmCallsEvent, testEvent } from './events';

const summaryOf = (events: readonly RunEvent[], env = {}): string => {
  const record = new RunRecord();
  for (const event of events) record.add(event);
  return renderSummary(record.toReport(0, 1, '/repo'), env);
};

// Fails when a line, its order or its alignment changes without anyone saying so.
test('tells what ran, who answered and what it took', () => {
  const integration = testEvent({ layer: 'integration', fullName: 'triages', ordinal: 1 });
  expect(
    summaryOf([testEvent(), integration, lmCallsEvent({ rule: 4, default: 1 }), { type: 'fork', pid: 7, ms: 3 }]),
  ).toMatchInlineSnapshot(`
"
dspex
  tests     unit 1 passed · integration 1 passed
  lm calls  4 by rule · 1 by default
  python    1 process handed out
"
`);
});

// Fails when a failure does not come first in what to do next.
test('sends the reader of a miss to the rule that the failing test prints', () => {
  const events = [testEvent({ status: 'failed' }), lmCallsEvent({ miss: 1 }), { type: 'layer_skipped', layer: 'e2e', count: 1 } as const];
  expect(summaryOf(events)).toMatchInlineSnapshot(`
"
dspex
  next      paste the rule that a failing test prints, and fill in its reply
  tests     unit 0 passed, 1 failed
  lm calls  1 unanswered
  skipped   1 of layer e2e
"
`);
});

// Fails when a reader looks for a rule that no test prints: the budget was over, the provider away, a cassette in conflict.
test('sends the reader of a call that no rule would mend to what its error says', () => {
  const told = { startedAt: 5, calls: [], requests: [], processes: [], evaluations: [], leftOut: { calls: 0, requests: 0 } };
  const failed = testEvent({ status: 'failed' });
  const { file, fullName, ordinal } = failed;
  const summary = (error: string): string =>
    summaryOf([
      failed,
      lmCallsEvent({ miss: 1 }),
      { type: 'details', file, texts: [error], tests: [{ fullName, ordinal, declaredAt: null, failedAt: null, errors: [0], ...told }] },
    ]);
  expect(summary('400 The budget …\n  [LM_BUDGET_EXCEEDED]')).toContain(
    '  next      do what the LM call of a failing test says after "next:"\n',
  );
  expect(summary('No rule …\n  [LM_MISS]')).toContain('paste the rule');
});

// Fails when a budget of a tenth of a cent reads as none.
test('says a small budget as it is', () => {
  const record = new RunRecord();
  record.add(testEvent());
  const ledger = { spentUsd: 0.0002, budgetUsd: 0.001, monthUsd: 1, monthlyBudgetUsd: 10 };
  expect(renderSummary(record.toReport(0, 1, '/repo', { ledger }), {})).toContain(
    '$0.0002 of $0.001 in this run · $1.0000 of $10.00 this month',
  );
});

// Fails when a test about a miss (it passed) is called a thing to mend.
test('does not ask for a rule when every miss was meant', () => {
  expect(summaryOf([testEvent(), lmCallsEvent({ miss: 1 })])).not.toContain('next');
});

// Fails when a green run that ran nothing looks like any other.
test('says so when every test was left out', () => {
  expect(
    summaryOf([testEvent({ layer: 'e2e', status: 'skipped' }), { type: 'layer_skipped', layer: 'e2e', count: 1 }]),
  ).toMatchInlineSnapshot(`
"
dspex
  next      TEST_MODE=e2e ${jestCommand()}   # runs what was left out, too
  tests     none ran
  lm calls  none
  skipped   every test was left out: 1 of layer e2e
"
`);
});

// Fails when the printed command would leave the same tests out again.
test('gives the command that runs all that was left out', () => {
  const events: RunEvent[] = [
    { type: 'layer_skipped', layer: 'e2e', count: 2 },
    { type: 'layer_skipped', layer: 'unit', count: 1 },
    testEvent({ layer: 'integration' }),
  ];
  expect(summaryOf(events)).toContain(`  next      TEST_MODE=e2e ${jestCommand()} `);
  expect(summaryOf(events, { TEST_ONLY: '1' })).toContain(`  next      TEST_ONLY= TEST_MODE=e2e ${jestCommand()} `);
});

// Fails when a file of many unused rules fills the terminal, or the count of the rest is wrong.
test('names unused rules and leaks, the first five of each', () => {
  const rules = [1, 2, 3, 4, 5, 6, 7].map(
    (line) => ({ type: 'unused_rule', declaredAt: `/repo/a.test.ts:${line}:3`, label: 'greets' }) as const,
  );
  const leak = { type: 'leak', file: '/repo/a.test.ts', label: 'greets', kind: 'process', what: '4711 (sleep)' } as const;
  expect(
    summaryOf([testEvent(), ...rules, rules[0] as RunEvent, leak, { type: 'notice', text: 'this platform starts Python cold' }]),
  ).toMatchInlineSnapshot(`
"
dspex
  next      close in the test what it opens, or hand it to dspex.onCleanup(…)
  tests     unit 1 passed
  lm calls  none
  unused    the rule at a.test.ts:1:3 answered nothing, 2 times; first in "greets"
  unused    the rule at a.test.ts:2:3 answered nothing in "greets"
  unused    the rule at a.test.ts:3:3 answered nothing in "greets"
  unused    the rule at a.test.ts:4:3 answered nothing in "greets"
  unused    the rule at a.test.ts:5:3 answered nothing in "greets"
            and 2 more
  leak      process 4711 (sleep), left by "greets"
  note      this platform starts Python cold
  leaks     1
"
`);
});

// Fails when the reader of a red run is sent to rules that nobody used because a test broke off.
test('is silent about unused rules where a test failed', () => {
  const rule = { type: 'unused_rule', declaredAt: '/repo/a.test.ts:1:3', label: 'greets' } as const;
  expect(summaryOf([testEvent({ status: 'failed' }), rule])).not.toMatch(/unused|next/);
  expect(summaryOf([testEvent(), rule])).toMatch(/next[\s\S]*unused/);
});

// Fails when a recording that plays back less than was said goes by in silence, or does not say what settles it.
test('tells of recordings that hold less than was said, where, and what settles it', () => {
  const recorded = {
    type: 'cassette',
    root: '/repo/cassettes',
    path: 'a.test.ts/asks/k-0.json',
    how: 'recorded',
    stale: false,
    belongsAt: 'a.test.ts/asks/k-0.json',
    today: null,
    redacted: ['reply.text', 'reply.toolCalls[0].arguments.token'],
    test: { file: 'a.test.ts', name: 'asks' },
  } as const;
  expect(summaryOf([{ ...recorded, redacted: [...recorded.redacted] }])).toMatch(
    /redacted +cassettes\/a\.test\.ts\/asks\/k-0\.json holds <redacted> at reply\.text, reply\.toolCalls\[0\]\.arguments\.token: .*lm\.cassettes\.notSecret/,
  );
});
