import { ask } from './ask';

const BEFORE = `# Changelog

## 0.2.0
### Minor Changes

- One thing.

### Patch Changes

- Another.

Versions follow [semantic versioning](https://semver.org). While the first
number is 0.

## 0.1.0

### Added

- A first.
`;

// Fails when a new version stands above what is said about versions, or has headings of its own.
test('a new version stands below the words about versions, as those before it', async () => {
  expect(await ask('release/changelog.mjs', 'tidied', BEFORE)).toBe(`# Changelog

Versions follow [semantic versioning](https://semver.org). While the first
number is 0.

## 0.2.0

### Added

- One thing.

### Fixed

- Another.

## 0.1.0

### Added

- A first.
`);
});

// Fails when a changelog without a new version is changed.
test('what is tidy stays as it is', async () => {
  const tidy = (await ask('release/changelog.mjs', 'tidied', BEFORE)) as string;
  expect(await ask('release/changelog.mjs', 'tidied', tidy)).toBe(tidy);
});
