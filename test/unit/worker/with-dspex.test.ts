import { type EnvironmentClass, withDspex } from '../../../src/worker/with-dspex';

// Fails when a name that a package does not export ends in an error of JavaScript's about classes.
test.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /of type undefined.*withDspex\(require\('jest-fixed-jsdom'\)\)/s],
  ['null', null, /it was given null/],
  ['the module of an environment', { TestEnvironment: class {}, default: class {} }, /with TestEnvironment, default.*\.TestEnvironment\)/s],
])('withDspex refuses %s, and says what to give', (_, given, said) => {
  expect(() => withDspex(given as EnvironmentClass)).toThrow(said);
  expect(() => withDspex(given as EnvironmentClass)).toThrow('[OPTION_INVALID]');
});
