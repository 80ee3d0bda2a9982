/** @dspex {"layer":"unit","lmModes":{"unit":"real"},"lm":{"real":{"provider":"openai","apiKeyVariable":"OPENAI_API_KEY"}}} */
const { dspex } = require('@dspex/jest-preset');

test('the real LM takes no placeholder for a key', async () => {
  expect(process.env.OPENAI_API_KEY).toBe('dspex');
  dspex.expectProblem('LM_KEY_MISSING');
  await expect(dspex.run('question -> answer', { question: 'go' })).rejects.toMatchObject({ code: 'LM_KEY_MISSING' });
});
