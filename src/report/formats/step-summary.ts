import type { Report, ReportedTest } from '../../shared/boundaries/report';
import { LAYERS } from '../../shared/layers';
import { toldUnused } from '../told-unused';

const MOST_FAILED = 20;
const MOST_CHARS = 3_000;

/** A report as the Markdown that GitHub shows on the page of a run. */
export function stepSummary(report: Report): string {
  return [headline(report), tests(report), facts(report), ...failed(report), ...evaluations(report)]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function headline({ totals, brokenFiles }: Report): string {
  const { passed, failed: failures } = totals.tests;
  const ran = passed + failures;
  const broken = brokenFiles.length === 0 ? '' : `, ${counted(brokenFiles.length, 'test file')} did not run`;
  if (failures + brokenFiles.length > 0) return `### ❌ ${failures} of ${counted(ran, 'test')} failed${broken}`;
  return ran === 0 ? '### ⚠️ No test ran' : `### ✅ ${counted(passed, 'test')} passed`;
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

function tests({ totals }: Report): string {
  const rows = LAYERS.map((layer) => [layer, totals.tests.byLayer[layer]] as const).filter(
    ([, { passed, failed: failures, skipped }]) => passed + failures + skipped > 0,
  );
  if (rows.length === 0) return '';
  const lines = rows.map(([layer, { passed, failed: failures, skipped }]) => `| ${layer} | ${passed} | ${failures} | ${skipped} |`);
  return ['| layer | passed | failed | skipped |', '| --- | --: | --: | --: |', ...lines].join('\n');
}

function facts(report: Report): string {
  const { totals, ledger, cassettes } = report;
  const { rule, default: byDefault, cassette, real, miss } = totals.lmCalls;
  const calls = `**LM calls** ${rule} by rule · ${cassette} by cassette · ${byDefault} by default · ${real} real · ${miss} unanswered`;
  const money = ledger === null ? [] : [`**Cost** $${totals.costUsd.toFixed(4)} of $${ledger.budgetUsd.toFixed(2)}`];
  const unused = toldUnused(report).length;
  const rules = unused === 0 ? [] : [`**Rules that answered nothing** ${unused}`];
  const needless = cassettes.unused.length + cassettes.orphaned.length;
  const recordings = needless === 0 ? [] : [`**Cassettes that nobody needs** ${needless}`];
  return [calls, ...money, ...rules, ...recordings].join('  \n');
}

function failed({ files, texts, brokenFiles }: Report): string[] {
  const all = files.flatMap(({ file, tests: own }) => own.filter(({ status }) => status === 'failed').map((test) => ({ file, test })));
  const shown = all
    .slice(0, MOST_FAILED)
    .map(({ file, test }) => folded(`${test.fullName} (${file})${since(test)}`, errorsOf(test, texts)));
  const more = all.length > MOST_FAILED ? [`and ${all.length - MOST_FAILED} more`] : [];
  return [...brokenFiles.map(({ file, message }) => folded(`${file} did not run`, message)), ...shown, ...more];
}

function since({ before }: ReportedTest): string {
  return before?.status === 'passed' ? ', newly failing' : '';
}

function errorsOf({ details }: ReportedTest, texts: readonly string[]): string {
  return (details?.errors ?? []).map((error) => texts[error] ?? '').join('\n\n');
}

function evaluations({ files }: Report): string[] {
  const rows = files.flatMap(({ tests: own }) =>
    own.flatMap(({ fullName, details, before }) =>
      (details?.evaluations ?? []).map(({ score, examples }, at) => {
        const last = before?.evaluations[at]?.score;
        const change = last === undefined ? 'new' : `${score >= last ? '+' : ''}${(score - last).toFixed(3)}`;
        return `| ${cell(fullName)} | ${examples.length} | ${score.toFixed(3)} | ${change} |`;
      }),
    ),
  );
  return rows.length === 0 ? [] : [['| evaluation | examples | score | since last |', '| --- | --: | --: | --: |', ...rows].join('\n')];
}

/** What stands in a summary is text, whatever a test is called and an error says. */
function folded(title: string, text: string): string {
  const cut = text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
  const ticks = '`'.repeat(Math.max(2, ...(cut.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return `<details><summary>${html(title)}</summary>\n\n${ticks}\n${cut}\n${ticks}\n\n</details>`;
}

function cell(text: string): string {
  return html(text).replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
