import { ask } from './ask';

interface Entry {
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional: boolean }>;
}

const brought = async (packages: Record<string, Entry>, ...names: string[]): Promise<string[]> => [
  ...((await ask('install-size/closure.mjs', 'closure', packages, names)) as Set<string>),
];

// Fails when an optional peer counts as installed, or one that npm installs by itself does not.
test('an optional peer is not brought along, a peer that is insisted on is', async () => {
  const packages = {
    'node_modules/preset': { peerDependencies: { sdk: '*', runner: '*' }, peerDependenciesMeta: { sdk: { optional: true } } },
    'node_modules/sdk': {},
    'node_modules/runner': {},
  };
  expect(await brought(packages, 'preset')).toEqual(['node_modules/preset', 'node_modules/runner']);
});

// Fails when a second version of a package, which lies beneath the one that wants it, is taken for the first.
test('a package is looked for from who wants it, upwards', async () => {
  const packages = {
    'node_modules/@a/one': { dependencies: { shared: '1', two: '1' } },
    'node_modules/@a/one/node_modules/shared': {},
    'node_modules/shared': {},
    'node_modules/two': { dependencies: { shared: '2' } },
  };
  expect((await brought(packages, '@a/one')).sort()).toEqual([
    'node_modules/@a/one',
    'node_modules/@a/one/node_modules/shared',
    'node_modules/shared',
    'node_modules/two',
  ]);
});
