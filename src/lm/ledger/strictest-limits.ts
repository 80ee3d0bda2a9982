import type { LedgerLimits } from '../../shared/boundaries/ledger';

/** Of two workers' limits the stricter, each by itself. */
export function strictestLimits(before: LedgerLimits | undefined, now: LedgerLimits): LedgerLimits {
  if (before === undefined) return now;
  return {
    requestsPerMinute: Math.min(before.requestsPerMinute, now.requestsPerMinute),
    budgetNanoUsd: Math.min(before.budgetNanoUsd, now.budgetNanoUsd),
    monthlyBudgetNanoUsd: Math.min(before.monthlyBudgetNanoUsd, now.monthlyBudgetNanoUsd),
  };
}
