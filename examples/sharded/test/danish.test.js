/** @jest-environment @dspex/jest-preset/e2e */
const { expect, test } = require('@jest/globals');
const { translate } = require('../src/translate');

test.each(['Good morning', 'Good night'])('%s, in Danish', async (text) => {
  expect(await translate(text, 'Danish')).toContain(text);
});
