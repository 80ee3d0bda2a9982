import { ask } from './ask';

// Fails when a file beside the folder is lost among all long tests, or without one a filter alone runs the short ones.
test('a long file runs alone, and without one all long files do', async () => {
  expect(await ask('long.mjs', 'longOnly', ['test/long/fuzz.test.ts', '-i'])).toEqual(['test/long/fuzz.test.ts', '-i']);
  expect(await ask('long.mjs', 'longOnly', [])).toEqual(['test/long']);
  expect(await ask('long.mjs', 'longOnly', ['-t', 'every name'])).toEqual(['test/long', '-t', 'every name']);
});
