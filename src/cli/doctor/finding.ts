/** What a check has found. */
export interface Finding {
  /** What was looked at, in a word: `python`, `disk`. */
  readonly check: string;
  /** `note`: something cannot be done here, which a project may not need. */
  readonly state: 'ok' | 'note' | 'wrong';
  readonly what: string;
  /** What to type, where it is not ok. */
  readonly next: string | null;
}

export function ok(check: string, what: string): Finding {
  return { check, state: 'ok', what, next: null };
}

export function note(check: string, what: string, next: string): Finding {
  return { check, state: 'note', what, next };
}

export function wrong(check: string, what: string, next: string): Finding {
  return { check, state: 'wrong', what, next };
}

/** What is left of some checks: what is wrong, or one word that all is well. */
export function troubleOr(fine: Finding, found: readonly (Finding | undefined)[]): Finding[] {
  const trouble = found.filter((finding) => finding !== undefined);
  return trouble.length === 0 ? [fine] : trouble;
}
