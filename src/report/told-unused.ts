import type { Report } from '../shared/boundaries/report';

/** None of a run in which a test failed: its rules may be unused because of that. */
export function toldUnused({ totals, unusedRules, brokenFiles }: Report): Report['unusedRules'] {
  return totals.tests.failed + brokenFiles.length > 0 ? [] : unusedRules;
}
