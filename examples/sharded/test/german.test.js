/** @jest-environment @dspex/jest-preset/e2e */
const { expect, test } = require('@jest/globals');
const { translate } = require('../src/translate');

test.each(['Good morning', 'Good night'])('%s, in German', async (text) => {
  expect(await translate(text, 'German')).toContain(text);
});
