import type { Drawn } from './drawn';

/** A text with a secret planted in it, and what of it must not be left. */
export interface Planted {
  readonly text: string;
  readonly secrets: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export type Form = (drawn: Drawn) => Planted;
