'use strict';

/** Resolved from the user's project, so that the transform is theirs and only set where it is installed. */
function isInstalled(name) {
  try {
    require.resolve(name, { paths: [process.cwd()] });
    return true;
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return false;
    throw error;
  }
}

const transform =
  isInstalled('ts-jest') && isInstalled('typescript')
    ? {
        '^.+\\.[cm]?tsx?$': ['ts-jest', {}],
        // A transform of its own for TypeScript would switch Jest's babel-jest off for the rest.
        ...(isInstalled('babel-jest') ? { '\\.[cm]?jsx?$': 'babel-jest' } : {}),
      }
    : undefined;

module.exports = {
  testEnvironment: require.resolve('./dist/src/worker/environments/environment.js'),
  globalSetup: require.resolve('./dist/src/run/global-setup.js'),
  globalTeardown: require.resolve('./dist/src/run/global-teardown.js'),
  reporters: ['default', require.resolve('./dist/src/run/reporter.js')],
  // Without these, Jest crawls virtual environments, and a report written into the project starts watch mode again.
  modulePathIgnorePatterns: ['/\\.venv/', '/venv/', '/\\.dspex/', '/test/fixtures/lm_responses/'],
  ...(transform === undefined ? {} : { transform }),
};
