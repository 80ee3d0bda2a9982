import { toldUnused } from '../../report/told-unused';
import type { Report } from '../../shared/boundaries/report';
import { LAYERS } from '../../shared/layers';
import { commonCauses, nextStep, type SummaryEnv } from './next-step';

type Row = readonly [name: string, text: string];

const MOST_SHOWN = 5;

/** The block that ends a run: what ran, who answered, what it took, and what to do next. Plain text, aligned, never coloured. */
export function renderSummary(report: Report, env: SummaryEnv = {}, page: string | null = null): string {
  const next = nextStep(report, env);
  const rows: Row[] = [
    ...(report.stopped === null ? [] : [['stopped', report.stopped] as const]),
    ...causeRows(report),
    ...(next === null ? [] : [['next', next] as const]),
    ['tests', testsLine(report)],
    ['lm calls', lmLine(report)],
    ...cassetteRows(report),
    ...firstOf('redacted', report.cassettes.redacted.map(redactedLine)),
    ...moneyRow(report),
    ...pythonRow(report),
    ...skippedRows(report),
    ...firstOf('unused', toldUnused(report).map(unusedLine)),
    ...firstOf('leak', report.leaks.map(leakLine)),
    ...report.notices.map((text): Row => ['note', text]),
  ];
  if (report.totals.leaks + report.totals.withResources > 0) rows.push(['leaks', String(report.totals.leaks)]);
  if (page !== null) rows.push(['report', `${page}   # npx dspex-jest report open`]);
  return ['', 'dspex', ...rows.map(([name, text]) => `  ${name.padEnd(9)} ${text}`), ''].join('\n');
}

/** What hit several tests alike: whoever mends it first need not read their errors. */
function causeRows({ causes }: Report): Row[] {
  return commonCauses(causes).map(({ code, what, tests }): Row => ['cause', `${what} ${tests} tests failed of it. [${code}]`]);
}

function pythonRow({ totals: { forks } }: Report): Row[] {
  return forks === 0 ? [] : [['python', `${forks} ${forks === 1 ? 'process' : 'processes'} handed out`]];
}

function testsLine({ totals }: Report): string {
  const parts = LAYERS.flatMap((layer) => {
    const { passed, failed } = totals.tests.byLayer[layer];
    return passed + failed === 0 ? [] : [`${layer} ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`];
  });
  return parts.join(' · ') || 'none ran';
}

function lmLine({ totals }: Report): string {
  const { rule, default: byDefault, cassette, real, miss } = totals.lmCalls;
  const parts: string[] = [];
  if (rule > 0) parts.push(`${rule} by rule`);
  if (byDefault > 0) parts.push(`${byDefault} by default`);
  if (cassette > 0) parts.push(`${cassette} by cassette`);
  if (real > 0) parts.push(`${real} real ($${totals.costUsd.toFixed(4)})`);
  if (miss > 0) parts.push(`${miss} unanswered`);
  return parts.join(' · ') || 'none';
}

function cassetteRows({ cassettes }: Report): Row[] {
  const { played, recorded, moved, pending, movedPaths, stale, unused, orphaned, misses } = cassettes;
  const parts = [
    ...(played > 0 ? [`${played} played`] : []),
    ...(recorded > 0 ? [`${recorded} recorded`] : []),
    ...(moved > 0 ? [`${moved} played from a renamed test (${movedPaths[0]}${movedPaths.length > 1 ? ', …' : ''})`] : []),
    ...(pending > 0 ? [`${pending} kept for the next attempt of failed tests (DSPEX_LM=record asks anew)`] : []),
    ...(stale.length > 0 ? [`${stale.length} are old`] : []),
    ...(unused.length > 0 ? [`${unused.length} unused`] : []),
    ...(orphaned.length > 0 ? [`${orphaned.length} of tests that are gone`] : []),
  ];
  return [
    ...(parts.length > 0 ? [['cassettes', parts.join(' · ')] as const] : []),
    // Said once for all: a new DSPy writes every prompt a little differently.
    ...misses.filter(({ difference, count }) => difference !== '' && count > 1).map(missRow),
  ];
}

function missRow({ difference, count, tests }: Report['cassettes']['misses'][number]): Row {
  const lines = difference.split('\n');
  const shown = lines.slice(0, 4).map((line) => `            ${line.slice(0, 100)}`);
  const more = lines.length > 4 ? [`            … and ${lines.length - 4} more lines`] : [];
  return ['missed', [`${count} calls in ${tests.length} tests differ from their cassettes in the same way:`, ...shown, ...more].join('\n')];
}

function redactedLine({ path, places }: Report['cassettes']['redacted'][number]): string {
  const where = places.slice(0, MOST_SHOWN).join(', ') + (places.length > MOST_SHOWN ? ', …' : '');
  return `${path} holds <redacted> at ${where}: a replay differs there from what was said now. Is it no secret: lm.cassettes.notSecret: ['<a pattern of it>']`;
}

function moneyRow({ ledger, files }: Report): Row[] {
  if (ledger === null) return [];
  const { spentUsd, budgetUsd, monthUsd, monthlyBudgetUsd } = ledger;
  const warning = monthUsd !== null && monthUsd >= monthlyBudgetUsd * 0.8 ? ' (80 % or more)' : '';
  const month = monthUsd === null ? 'not known' : `$${monthUsd.toFixed(4)}`;
  const rows: Row[] = [
    ['spent', `$${spentUsd.toFixed(4)} of ${limit(budgetUsd)} in this run · ${month} of ${limit(monthlyBudgetUsd)} this month${warning}`],
  ];
  const dearest = files.filter(({ costUsd }) => costUsd > 0).sort((a, b) => b.costUsd - a.costUsd);
  return [
    ...rows,
    ...firstOf(
      '',
      dearest.map(({ file, costUsd }) => `$${costUsd.toFixed(4)} by ${file}`),
    ),
  ];
}

/** To the cent, but where that would round it. */
function limit(usd: number): string {
  return `$${Number(usd.toFixed(2)) === usd ? usd.toFixed(2) : usd}`;
}

function skippedRows({ skippedByLayer, totals }: Report): Row[] {
  const parts = LAYERS.filter((layer) => (skippedByLayer[layer] ?? 0) > 0).map((layer) => `${skippedByLayer[layer]} of layer ${layer}`);
  if (parts.length === 0) return [];
  const ran = totals.tests.passed + totals.tests.failed;
  return [['skipped', `${ran === 0 ? 'every test was left out: ' : ''}${parts.join(' · ')}`]];
}

function unusedLine({ declaredAt, label, count }: Report['unusedRules'][number]): string {
  return `the rule at ${declaredAt} answered nothing${count > 1 ? `, ${count} times; first` : ''} in "${label}"`;
}

function leakLine({ kind, what, label, openedAt }: Report['leaks'][number]): string {
  return `${kind} ${what}${openedAt === undefined ? '' : `, opened at ${openedAt}`}, left by "${label}"`;
}

function firstOf(name: string, lines: readonly string[]): Row[] {
  const shown = lines.slice(0, MOST_SHOWN).map((line): Row => [name, line]);
  return lines.length > MOST_SHOWN ? [...shown, ['', `and ${lines.length - MOST_SHOWN} more`]] : shown;
}
