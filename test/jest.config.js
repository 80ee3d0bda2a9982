const { availableParallelism } = require('node:os');

/** Of how the package is bundled; under coverage it is built in single files, which lead back to their sources. */
const OF_BUNDLES = ['<rootDir>/test/unit/code-cache/code-cache\\.test\\.ts', '<rootDir>/test/unit/scripts/bundle\\.test\\.ts'];

/** The package's own tests: plain Jest on the sources. The package under test is started by the tests in test/e2e. */
module.exports = {
  rootDir: '..',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/\\.stage/',
    '/fixtures/',
    ...(process.env.BUILD_IN_FILES === undefined ? [] : OF_BUNDLES),
  ],
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/dist/', '<rootDir>/\\.stage/', '<rootDir>/\\.venv/'],
  transform: { '^.+\\.ts$': '<rootDir>/test/typescript.js' },
  testSequencer: '<rootDir>/test/longest-first.js',
  // Most wait for a Jest run of their own, and some for a clock: Jest's default of one worker on two cores leaves half of these idle.
  maxWorkers: availableParallelism() + 2,
  // Whole Jest runs on two busy cores; no test measures time.
  // To count what runs (npm run coverage) makes everything slower, processes of tests most of all.
  testTimeout: process.env.BUILD_IN_FILES === undefined ? 120_000 : 360_000,
  workerIdleMemoryLimit: '1GB',
  // One that holds a whole TypeScript takes longer to end than Jest's half second, where the cores are busy.
  workerGracefulExitTimeout: 20_000,
};
