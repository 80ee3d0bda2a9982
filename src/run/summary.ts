import type { Report } from '../shared/boundaries/report';
import { LAYERS } from '../shared/layers';

const MOST_RULES = 5;

/** The block that ends a run: what ran, who answered, what it took, and what to do next. Plain text, aligned. */
export function renderSummary(report: Report): string {
  const rows: [string, string][] = [
    ['tests', testsLine(report)],
    ['lm calls', lmLine(report)],
    ['python', `${report.totals.forks} ${report.totals.forks === 1 ? 'process' : 'processes'} handed out`],
    ...skippedRows(report),
    ...unusedRows(report),
    ...report.notices.map((text): [string, string] => ['note', text]),
  ];
  const next = nextStep(report);
  if (next !== null) rows.push(['next', next]);
  return ['', 'dspex', ...rows.map(([name, text]) => `  ${name.padEnd(9)} ${text}`), ''].join('\n');
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
  const parts = [`${rule} by rule`];
  if (byDefault > 0) parts.push(`${byDefault} by default`);
  if (cassette > 0) parts.push(`${cassette} by cassette`);
  if (real > 0) parts.push(`${real} real ($${totals.costUsd.toFixed(4)})`);
  if (miss > 0) parts.push(`${miss} unanswered`);
  return parts.join(' · ');
}

function skippedRows(report: Report): [string, string][] {
  const layers = Object.entries(report.skippedByLayer);
  if (layers.length === 0) return [];
  const text = layers.map(([layer, count]) => `${count} of layer ${layer}`).join(' · ');
  const { passed, failed } = report.totals.tests;
  return [['skipped', passed + failed === 0 ? `all tests were skipped: ${text}` : text]];
}

function unusedRows({ unusedRules }: Report): [string, string][] {
  const shown = unusedRules.slice(0, MOST_RULES).map(({ declaredAt, label, count }): [string, string] => [
    'unused',
    `the rule at ${declaredAt} answered nothing${count > 1 ? ` (${count} times)` : ''} in "${label}"`,
  ]);
  if (unusedRules.length > MOST_RULES) shown.push(['', `and ${unusedRules.length - MOST_RULES} more in report.json`]);
  return shown;
}

function nextStep(report: Report): string | null {
  if (report.totals.lmCalls.miss > 0) return 'paste the rule that a failing test prints, and fill in its reply';
  const [layer] = Object.keys(report.skippedByLayer);
  if (layer !== undefined) return `TEST_MODE=${layer} npx jest   # runs what was skipped`;
  if (report.unusedRules.length > 0) return 'remove unused rules, or find out why the call did not come';
  return null;
}
