import { DspexError } from '../errors';

/** The seed of a run: every test's own is made of it and the test's name. */
export const SEED_VARIABLE = 'DSPEX_SEED';
/** Asks for one that nobody chose. */
export const RANDOM_SEED = 'random';
/** What Python takes as a hash seed, and numpy as a seed. */
export const SEEDS = 2 ** 32;

/** Reads DSPEX_SEED; 0 without it. Throws OPTION_INVALID on what is no seed. */
export function parseSeed(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (seed < SEEDS) return seed;
  throw new DspexError({
    code: text === RANDOM_SEED ? 'NO_HOST' : 'OPTION_INVALID',
    what: `${SEED_VARIABLE} is "${text}".`,
    why:
      text === RANDOM_SEED
        ? "the preset's globalSetup picks one for all workers of a run; this run has none"
        : `a seed is a whole number from 0 to ${SEEDS - 1}, or "${RANDOM_SEED}"`,
    next: `${SEED_VARIABLE}=1234 npx jest`,
  });
}
