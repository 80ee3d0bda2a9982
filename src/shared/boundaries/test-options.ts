/**
 * Where `isolatedTest` leaves a test's options: on the sandbox's global while it declares the test. Not on the function: `test.each`
 * hands Jest a function of its own.
 */
export const TEST_OPTIONS_KEY = Symbol.for('dspex.testOptions');
