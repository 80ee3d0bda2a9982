/** Rate and budget hold for all shards of a run together where DSPEX_REDIS_URL names a server that all of them reach. */
module.exports = {
  preset: '@dspex/jest-preset',
  testEnvironmentOptions: {
    dspex: {
      lm: {
        real: { provider: 'openai', model: 'demo-1', baseUrl: process.env.MODEL_URL, maxOutputTokens: 100 },
        prices: { 'demo-1': { inputPerMillionUsd: 1, outputPerMillionUsd: 1 } },
      },
      ledger: { requestsPerMinute: 600, budgetUsd: Number(process.env.BUDGET_USD ?? 0.01) },
    },
  },
};
