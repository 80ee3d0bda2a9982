/** The package's own tests: plain Jest, ts-jest for the sources. The package under test is started by the tests in test/e2e. */
module.exports = {
  rootDir: '..',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/\\.stage/', '/fixtures/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/\\.stage/', '<rootDir>/\\.venv/'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json', transpilation: true, diagnostics: false }] },
  workerIdleMemoryLimit: '1GB',
};
