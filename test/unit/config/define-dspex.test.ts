import { defineDspex } from '../../../src/config/define-dspex';

// Fails when a config with a slip in it is taken, in the editor or in the run, or when options are changed on their way.
test('options in a config are typed, checked, and handed on as they are', () => {
  expect(defineDspex({ maxFailures: 0, python: { path: ['python'] } })).toEqual({
    dspex: { maxFailures: 0, python: { path: ['python'] } },
  });
  // @ts-expect-error: it is maxFailures
  expect(() => defineDspex({ maxFailure: 0 })).toThrow(/maxFailures[\s\S]*OPTION_INVALID/);
});
