import { toldUnused } from '../../report/told-unused';
import type { Report } from '../../shared/boundaries/report';
import { jestCommand } from '../../shared/jest-command';
import { LAYERS } from '../../shared/layers';

/** What of the environment decides which tests were left out. */
export interface SummaryEnv {
  readonly TEST_ONLY?: string | undefined;
}

/** Those that hit more than one test: what one test alone fails of stands above, in full. */
export function commonCauses(causes: Report['causes']): Report['causes'] {
  return causes.filter(({ tests }) => tests > 1);
}

/** The one thing to do next, most urgent first; null when there is nothing. */
export function nextStep(report: Report, env: SummaryEnv): string | null {
  const cause = commonCauses(report.causes)[0];
  if (cause !== undefined) return cause.next;
  if (report.totals.lmCalls.miss > 0 && report.totals.tests.failed > 0) return forMisses(report);
  if (report.cassettes.orphaned.length + report.cassettes.unused.length > 0)
    return 'npx dspex-jest cassettes prune   # shows what nobody plays, and removes it with --yes';
  const command = commandForSkipped(report, env);
  if (command !== null) return `${command}   # runs what was left out, too`;
  if (report.leaks.length > 0) return 'close in the test what it opens, or hand it to dspex.onCleanup(…)';
  if (toldUnused(report).length > 0) return 'remove the unused rules, or find out why their call did not come';
  return null;
}

function forMisses(report: Report): string {
  if (report.cassettes.misses.length > 0)
    return 'do what the miss of a failing test says: paste its rule, or run its command, which records just that test';
  return isRulePrinted(report)
    ? 'paste the rule that a failing test prints, and fill in its reply'
    : 'do what the LM call of a failing test says after "next:"';
}

/** A call that the budget or the provider refused, or whose cassette cannot be read, is mended by no rule. True where nothing is known of the errors. */
function isRulePrinted({ files, texts }: Report): boolean {
  const failed = files.flatMap(({ tests }) => tests.filter(({ status }) => status === 'failed'));
  const errors = failed.flatMap(({ details }) => details?.errors ?? []).map((error) => texts[error] ?? '');
  return errors.length === 0 || errors.some((error) => error.includes('[LM_MISS]'));
}

function commandForSkipped({ skippedByLayer, totals }: Report, env: SummaryEnv): string | null {
  const left = LAYERS.filter((layer) => (skippedByLayer[layer] ?? 0) > 0);
  if (left.length === 0) return null;
  const ran = LAYERS.filter((layer) => totals.tests.byLayer[layer].passed + totals.tests.byLayer[layer].failed > 0);
  const highest = LAYERS.filter((layer) => left.includes(layer) || ran.includes(layer)).pop();
  // An empty value, not `unset`: the line must work wherever TEST_ONLY was exported.
  return `${env.TEST_ONLY === undefined ? '' : 'TEST_ONLY= '}TEST_MODE=${highest} ${jestCommand()}`;
}
