module.exports = {
  preset: '@dspex/jest-preset',
  transform: { '\\.[cm]?js$': './untransformed.js' },
};
