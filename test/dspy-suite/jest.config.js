module.exports = {
  preset: '@dspex/jest-preset',
  testEnvironmentOptions: {
    dspex: { lm: { placeholders: false }, processTimeoutMs: 1_500_000, python: { path: ['.', process.env.SUITE_PYTEST].filter(Boolean) } },
  },
};
