/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');

const ORDER = { id: 7, state: 'packed' };
const limits = { timeoutMs: 120_000 };
const asked = async (way, module = 'Asks') => {
  const program = await dspex.loadModule(`sdks:${module}`);
  return (await program.execute({ way })).outputs.said;
};

isolatedTest.each(['google', 'google_in_pieces', 'pydantic_ai_openai', 'pydantic_ai_google'])(
  '%s is answered',
  limits,
  async ({ lm }, way) => {
    lm.whenPrompt('go').reply('rule');
    expect(await asked(way)).toBe('rule');
  },
);

isolatedTest.each(['langchain_openai', 'langchain_anthropic', 'langchain_google'])('%s is answered twice', limits, async ({ lm }, way) => {
  lm.whenPrompt('go').reply('rule');
  expect(await asked(way)).toEqual(['rule', 'rule']);
});

isolatedTest.each(['google_later', 'langchain_later'])('%s is answered', limits, async ({ lm }, way) => {
  lm.whenPrompt('go').reply('rule');
  expect(await asked(way, 'AsksLater')).toBe('rule');
});

isolatedTest.each(['instructor_openai', 'instructor_anthropic', 'langchain_order', 'pydantic_ai_order'])(
  '%s is answered by an object',
  limits,
  async ({ lm }, way) => {
    lm.whenPrompt('go').reply(ORDER);
    expect(await asked(way)).toEqual(ORDER);
  },
);

isolatedTest('openai_agents calls its tool', limits, async ({ lm }) => {
  lm.whenPrompt({ afterTool: { name: 'weather', result: 'rain in Rome' } }).reply('rule');
  lm.whenPrompt('go').callTool('weather', { city: 'Rome' });
  expect(await asked('openai_agents')).toBe('rule');
});

// It looks for a table of tokens on the network, and does without.
isolatedTest('llama_index is answered twice', limits, async ({ lm }) => {
  dspex.expectProblem('EGRESS_REFUSED', 2);
  lm.whenPrompt('go').reply('rule');
  expect(await asked('llama_index')).toEqual(['rule', 'rule']);
});
