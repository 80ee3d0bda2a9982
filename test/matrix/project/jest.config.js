module.exports = { preset: '@dspex/jest-preset' };
