import { beyond, type Limits, passRate, testsThatRan } from '../../report/limits';
import { readReport } from '../../report/read-report';
import type { Report } from '../../shared/boundaries/report';
import { DspexError } from '../../shared/errors';
import { say, sayJson } from '../terminal/say';

export interface CheckOptions extends Limits {
  readonly json?: boolean;
}

/** Holds a run against limits; `named` is what was typed for its path. Throws REPORT_LIMIT, and USAGE_INVALID where there is none. */
export function checkReport(path: string, named: string | undefined, { json = false, ...limits }: CheckOptions = {}): void {
  if (Object.keys(limits).length === 0) throw nothingToCheck();
  const report = readReport(path);
  const found = beyond(report, limits);
  if (json) sayJson({ ok: found.length === 0, beyond: found, passRate: passRate(report), costUsd: report.totals.costUsd });
  else if (found.length === 0) say(within(report));
  if (found.length === 0) return;
  if (json) process.exitCode = 1;
  else throw tooFar(found, named);
}

function within(report: Report): string {
  const { tests, costUsd } = report.totals;
  return `within its limits: ${tests.passed} of ${testsThatRan(report)} tests passed, $${costUsd.toFixed(4)}`;
}

function tooFar(found: readonly string[], named: string | undefined): DspexError {
  return new DspexError({
    code: 'REPORT_LIMIT',
    what: 'The run is beyond its limits.',
    why: found.join('; '),
    next: `npx dspex-jest report open${named === undefined ? '' : ` ${named}`}   # shows which tests`,
  });
}

function nothingToCheck(): DspexError {
  return new DspexError({
    code: 'USAGE_INVALID',
    what: 'No limit was given.',
    why: 'a report is checked against --min-pass-rate, --max-cost, --max-misses, --max-unused-rules or --max-score-drop',
    next: 'npx dspex-jest report check --min-pass-rate 1 --max-cost 0.50',
  });
}
