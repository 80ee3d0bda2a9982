import { z } from 'zod';

/** The run's ledger: rate and money of real LM calls, over all its workers. Money is whole billionths of a dollar: sums are exact. */
export const NANO_USD = 1_000_000_000;

const nano = z.number().int().min(0);

/** Sent with every reservation; the strictest of a run wins. */
export const LedgerLimits = z.object({
  requestsPerMinute: z.number().int().positive(),
  budgetNanoUsd: nano,
  monthlyBudgetNanoUsd: nano,
});
export type LedgerLimits = z.infer<typeof LedgerLimits>;

/** What the money is for, as the month's file keeps it. */
export const Spender = z.object({
  /** Absolute; null: no test asks. */
  file: z.string().nullable(),
  model: z.string(),
});
export type Spender = z.infer<typeof Spender>;

export const Reservation = z.object({
  /** The most that the call can cost. */
  nanoUsd: nano,
  limits: LedgerLimits,
  maxWaitMs: z.number(),
  /** The test that asks, for what is shown while it waits. */
  label: z.string(),
  spender: Spender.optional(),
});
export type Reservation = z.infer<typeof Reservation>;

export const Grant = z.object({ id: z.string(), waitedMs: z.number() });
export type Grant = z.infer<typeof Grant>;

export const Settlement = z.object({ id: z.string(), nanoUsd: nano });
export type Settlement = z.infer<typeof Settlement>;

/**
 * Grants real LM calls, first come first served.
 *
 * A granted call counts for the rate until a minute after it was settled: whenever in between the provider saw it, it never saw more in
 * any minute. What is never settled, because its worker died, stays charged in full.
 */
export interface Ledger {
  /** Throws LM_BUDGET_EXCEEDED, LM_RATE_WAIT_TOO_LONG, LEDGER_UNAVAILABLE. */
  reserve(reservation: Reservation): Promise<Grant>;
  settle(settlement: Settlement): Promise<void>;
}
