import { figuresOf } from '../figures.mjs';
import { shardsOf } from '../simulate.mjs';
import { ms, table } from './words.mjs';

const TESTS = 5000;
/** Of the tests of a large suite, so many in ten ask a real model: what the rest asks is answered without a ledger. */
const CASES = [
  { name: 'no real call', realCalls: 0 },
  { name: 'one real call a test', realCalls: 1 },
];

/** What the simulation needs, out of what was measured; null where a row of these is missing. In milliseconds. */
export function costsOf(results) {
  const measuredOf = (name) => {
    const found = results.find(([row, result]) => row.name === name && result !== null && result.rounds > 0);
    return found === undefined ? undefined : figuresOf(found[0], found[1].seen).contenders;
  };
  const few = measuredOf('a few tests, whole command');
  const suite = measuredOf('300 tests, a process each');
  const ledger = measuredOf('the ledger of several machines');
  const median = (spread) => spread?.median ?? null;
  const costs = {
    startMs: median(few?.unit?.whole.wall),
    oneMs: median(few?.one?.whole.wall),
    testMs: median(suite?.full?.marginal.wall),
    ledgerMs: median(ledger?.busy?.whole.wall),
  };
  if (Object.values(costs).includes(null)) return null;
  // What a first DSPy test adds to a run without one: the import, as far as it does not run beside Jest's start.
  const { oneMs, ...rest } = costs;
  return { ...rest, importMs: Math.max(0, oneMs - costs.startMs) };
}

export function shardsText(costs, tests = TESTS) {
  if (costs === null) return 'Not simulated: a row that it goes by was not measured.';
  const { startMs, importMs, testMs, ledgerMs } = costs;
  const known = `start ${ms(startMs)}, the import of DSPy beside it ${ms(importMs)} more, one more test ${ms(testMs)}, the ledger ${ms(ledgerMs)} a real call`;
  const cases = CASES.map((one) => caseText(one, { tests, ...costs }));
  return [
    `${tests.toLocaleString('en-US')} tests with a process each, on so many machines with one worker each, simulated from what was measured above: ${known}. The model's own time is not in it.`,
    ...cases,
  ].join('\n\n');
}

function caseText({ name, realCalls }, costs) {
  const { rows, bendsAt } = shardsOf({ ...costs, realCalls });
  const lines = rows.map(({ shards, wallMs, speedup, fixedShare, paidMs, waitedMs }) => [
    String(shards),
    ms(wallMs),
    `${speedup.toFixed(1)} ×`,
    `${(fixedShare * 100).toFixed(0)} %`,
    ms(paidMs),
    waitedMs === 0 ? '' : ms(waitedMs / shards),
  ]);
  const bend =
    bendsAt === null ? 'It does not bend up to 64.' : `It bends at ${bendsAt}: twice as many save less than a third of the time.`;
  return [
    `**${name[0].toUpperCase()}${name.slice(1)}.** ${bend}`,
    table(['shards', 'wall', 'times as fast', 'of it start and import', 'paid for, all together', 'each waits for the ledger'], lines),
  ].join('\n\n');
}
