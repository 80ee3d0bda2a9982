/** One condition of a rule, held against a call when it is asked for. */
export interface Condition {
  readonly name: string;
  readonly expected: unknown;
  readonly got: unknown;
  /** Throws what a function of the rule throws. */
  readonly holds: () => boolean;
}
