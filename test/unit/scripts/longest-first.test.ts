import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');
const LongestFirst = require('../../longest-first.js') as {
  new (options: object): { sort(tests: readonly object[]): { path: string }[] };
  readonly LONGEST: readonly string[];
};

// Fails when a file was moved and begins among the short ones since.
test('what is named as long is there', () => {
  expect(LongestFirst.LONGEST.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
});

// Fails when a fresh clone ends with a long file alone.
test('begins with the longest where nothing has been run yet', () => {
  const context = {
    config: { rootDir: ROOT, id: 'none', cacheDirectory: '/no/such/cache', name: 'none' },
    hasteFS: { getSize: (path: string) => path.length },
  };
  const named = [LongestFirst.LONGEST[1], 'test/unit/a.test.ts', LongestFirst.LONGEST[0]].map((name) => join(ROOT, name as string));
  const sequencer = new LongestFirst({ contexts: [], globalConfig: {} });
  const sorted = sequencer.sort(named.map((path) => ({ path, context })));
  expect(sorted.map(({ path }) => path)).toEqual([named[2], named[0], named[1]]);
});
