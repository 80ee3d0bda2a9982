import type { Cassette } from './cassette';

/** A call as it would be recorded now. */
export interface CallToday {
  /** Relative to the folder of cassettes. */
  readonly path: string;
  readonly request: Cassette['request'];
}

/** A cassette that answered a call, or that one was recorded into. */
export interface CassetteUse {
  readonly path: string;
  /** `moved`: it lay under another test; `pending`: the test did not pass, and its next attempt will be answered by it. */
  readonly how: 'played' | 'moved' | 'recorded' | 'pending';
  readonly recordedAt: string;
  /** Where it would lie if it were recorded now. */
  readonly belongsAt: string;
  /** Of a recording of version 1 that its own test played: the call's place today, and its whole request. */
  readonly today: CallToday | null;
  /** Where the reply that was recorded has `<redacted>`, and the program got what was said. */
  readonly redacted: readonly string[];
}
