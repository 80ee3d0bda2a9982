/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');

test("DSPy's own tests", async () => {
  const ran = await dspex.loadModule('dspy_suite:Ran');
  expect([0, 1]).toContain((await ran.execute({})).outputs.code);
}, 1_500_000);
