/** One line. Python code is imported from this folder, and `.venv` in it is found by itself. */
module.exports = { preset: '@dspex/jest-preset' };
