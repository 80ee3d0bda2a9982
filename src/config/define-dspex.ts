import { type DspexOptionsInput, parseOptions } from '../shared/options/options';

/**
 * The options of this package, typed and checked where they are written, for a config in JavaScript or TypeScript.
 *
 * Throws OPTION_INVALID for what no option is, with the name that was probably meant.
 *
 * @example
 * const { defineDspex } = require('@dspex/jest-preset/config');
 * module.exports = {
 *   preset: '@dspex/jest-preset',
 *   testEnvironmentOptions: defineDspex({ python: { path: ['python'] }, maxFailures: 0 }),
 * };
 */
export function defineDspex(options: DspexOptionsInput): { readonly dspex: DspexOptionsInput } {
  parseOptions(options, 'testEnvironmentOptions');
  return { dspex: options };
}
