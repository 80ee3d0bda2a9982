import { type LedgerLimits, NANO_USD, type Reservation } from '../../shared/boundaries/ledger';
import { DspexError } from '../../shared/errors';

/** Dollars as they are read: cents, and for less than a cent what there is. */
export function usd(nanoUsd: number): string {
  const dollars = nanoUsd / NANO_USD;
  return `$${dollars.toFixed(dollars !== 0 && dollars < 0.01 ? 6 : 4)}`;
}

export function budgetExceeded({ nanoUsd, label }: Reservation, { budgetNanoUsd }: LedgerLimits, spentNanoUsd: number): DspexError {
  return new DspexError({
    code: 'LM_BUDGET_EXCEEDED',
    what: `The budget of this run does not allow the LM call of "${label}".`,
    why: `${usd(spentNanoUsd)} of ${usd(budgetNanoUsd)} are spent, and the call may cost up to ${usd(nanoUsd)}`,
    next: 'limit the reply (maxOutputTokens), record the calls instead (lmModes: "cached"), or raise testEnvironmentOptions: { dspex: { ledger: { budgetUsd: … } } }',
  });
}

export function monthlyExceeded({ nanoUsd, label }: Reservation, monthlyBudgetNanoUsd: number, spentNanoUsd: number): DspexError {
  return new DspexError({
    code: 'LM_BUDGET_EXCEEDED',
    what: `The budget of this month does not allow the LM call of "${label}".`,
    why: `${usd(spentNanoUsd)} of ${usd(monthlyBudgetNanoUsd)} are spent on this machine, and the call may cost up to ${usd(nanoUsd)}`,
    next: 'wait for the next month, or raise testEnvironmentOptions: { dspex: { ledger: { monthlyBudgetUsd: … } } }',
  });
}

interface TooLongAWait {
  readonly reservation: Reservation;
  readonly limits: Pick<LedgerLimits, 'requestsPerMinute'>;
  /** How many stand before it. */
  readonly before: number;
  /** When its turn would come, at the earliest; null when nobody knows, because calls under way hold what it needs. */
  readonly neededMs: number | null;
}

export function waitTooLong({ reservation, limits, before, neededMs }: TooLongAWait): DspexError {
  const { maxWaitMs, label } = reservation;
  const turn =
    neededMs === null
      ? 'its turn did not come while calls under way held the rate or the money'
      : `its turn comes in ${Math.ceil(neededMs / 1000)} s at the earliest`;
  return new DspexError({
    code: 'LM_RATE_WAIT_TOO_LONG',
    what: `The LM call of "${label}" would wait longer than ${maxWaitMs} ms for the rate limit.`,
    why: `${limits.requestsPerMinute} real calls are allowed in any 60 s over all workers; ${turn}, ${before} stand before it`,
    next: 'run fewer real tests at once, record them (lmModes: "cached"), or raise dspex.maxWaitMs or dspex.ledger.requestsPerMinute',
  });
}
