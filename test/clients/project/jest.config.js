/** Loopback stands for a provider here: what reaches it is counted. */
module.exports = {
  preset: '@dspex/jest-preset',
  transform: { '\\.[cm]?js$': './untransformed.js' },
  testEnvironmentOptions: { dspex: { lm: { hosts: ['127.0.0.1'] } } },
};
