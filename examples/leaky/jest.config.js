module.exports = {
  preset: '@dspex/jest-preset',
  testEnvironmentOptions: { dspex: { leaks: 'fail', maxFailures: 0 } },
};
