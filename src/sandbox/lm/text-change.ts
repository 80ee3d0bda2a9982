import { DspexError } from '../../shared/errors';

/**
 * A change of texts: each place that holds or matches the pattern becomes the replacement. Throws OPTION_INVALID where either is none: it is
 * said where it was written, and before anything is asked.
 */
export function textChange(pattern: unknown, replacement: unknown): (text: string) => string {
  if (!isPattern(pattern) || typeof replacement !== 'string') throw noChange(pattern, replacement);
  const everywhere = typeof pattern === 'string' || pattern.flags.includes('g') ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
  return (text) => text.replaceAll(everywhere, replacement);
}

function isPattern(pattern: unknown): pattern is string | RegExp {
  return pattern instanceof RegExp || (typeof pattern === 'string' && pattern !== '');
}

function noChange(pattern: unknown, replacement: unknown): DspexError {
  const got = isPattern(pattern) ? `what stands in its place is ${String(replacement)}` : `the pattern is ${String(pattern)}`;
  return new DspexError({
    code: 'OPTION_INVALID',
    what: 'dspex.lm.normalize cannot change texts so.',
    why: `it takes a text or a RegExp, and the text that stands in its place; ${got}`,
    next: "dspex.lm.normalize(/order-\\d+/, 'order-<n>');",
  });
}
