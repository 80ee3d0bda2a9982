/** What secrets are made of, drawn from a seed: no text of this folder looks like one. */

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';

const WORDS =
  'correct horse battery staple river stone meadow copper lantern walnut harbor velvet thunder pepper saddle orbit maple anchor candle tiger'.split(
    ' ',
  );

/** A pseudo-random number in [0, 1), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32: the low bits of a linear generator repeat.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Drawn {
  constructor(private readonly random: () => number) {}

  number(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  one<T>(among: readonly T[]): T {
    return among[this.number(0, among.length - 1)] as T;
  }

  signs(length: number, among: string): string {
    return Array.from({ length }, () => among[this.number(0, among.length - 1)]).join('');
  }

  base62(length: number): string {
    return this.signs(length, LOWER + UPPER + DIGITS);
  }

  base64url(length: number): string {
    return this.base62(1) + this.signs(length - 2, `${LOWER}${UPPER}${DIGITS}-_`) + this.base62(1);
  }

  hex(length: number): string {
    return this.signs(length, `${DIGITS}abcdef`);
  }

  digits(length: number): string {
    return this.signs(length, DIGITS);
  }

  upper(length: number): string {
    return this.signs(length, UPPER + DIGITS);
  }

  /** Letters of one case, as an old generator of passwords gives them. */
  letters(length: number): string {
    return this.signs(length, LOWER);
  }

  /** Four words, as people are told to. */
  words(separator: string): string {
    return Array.from({ length: 4 }, () => this.one(WORDS)).join(separator);
  }

  /** With signs that JSON, URLs and shells escape, and letters that are no ASCII. */
  awkward(): string {
    return `${this.base62(6)}${this.signs(4, '"\'\\/+&=%#?@:;<> üß漢')}${this.base62(6)}😀${this.signs(2, '"\\&é')}${this.base62(3)}`;
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-');
  }

  base64Lines(count: number): string[] {
    return Array.from({ length: count }, (_, index) => this.signs(index === count - 1 ? 22 : 64, `${LOWER}${UPPER}${DIGITS}+/`));
  }
}
