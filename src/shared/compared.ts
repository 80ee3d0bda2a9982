/** What comes nearest to answering a call that nothing answered, and how it differs: for people, its texts cut to what tells. */
export interface Compared {
  readonly kind: 'rule' | 'recording';
  /** The place of the rule, or the path of the recording. */
  readonly at: string;
  /** Why it does not answer although nothing differs; null where something does. */
  readonly note: string | null;
  readonly fields: readonly ComparedField[];
}

export interface ComparedField {
  readonly name: string;
  /** Null: it has nothing to say of this field. */
  readonly expected: string | null;
  /** Null: the call has no such field. */
  readonly got: string | null;
  readonly agrees: boolean;
}
