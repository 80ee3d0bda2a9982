import { InvalidArgumentError } from 'commander';

/** How many of the recordings are asked for again. */
export type Sample = { readonly share: number } | { readonly count: number };

/** `5%`, or a number of recordings. Throws InvalidArgumentError. */
export function parseSample(text: string): Sample {
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const value = Number(number);
  if (percent === '%' && value > 0 && value <= 100) return { share: value / 100 };
  if (percent === '' && Number.isInteger(value) && value > 0) return { count: value };
  throw new InvalidArgumentError('It is a share or a number of recordings: 5%, or 20.');
}

/** A whole number. Throws InvalidArgumentError. */
export function parseSeed(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
}

/** Some of a list, at least one, in its order; the same for the same seed. */
export function sampled<T>(all: readonly T[], sample: Sample, seed: number): T[] {
  const count = 'count' in sample ? sample.count : Math.ceil(all.length * sample.share);
  const draw = drawsOf(seed);
  const drawn = all.map((item, index) => ({ item, index, lot: draw() })).sort((a, b) => a.lot - b.lot);
  return drawn
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
    .map(({ item }) => item);
}

/** Numbers from 0 to 1 (mulberry32). */
function drawsOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
