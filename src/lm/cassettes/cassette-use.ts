/** A cassette that answered a call, or that one was recorded into. */
export interface CassetteUse {
  readonly path: string;
  /** `moved`: it lay under another test; `pending`: the test did not pass, and its next attempt will be answered by it. */
  readonly how: 'played' | 'moved' | 'recorded' | 'pending';
  readonly recordedAt: string;
  /** Where it would lie if it were recorded now. */
  readonly belongsAt: string;
  /** Where the reply that was recorded has `<redacted>`, and the program got what was said. */
  readonly redacted: readonly string[];
}
