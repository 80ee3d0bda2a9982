import { parseArgs } from 'node:util';
import { runTests } from './test.mjs';

// `npm run torture:runs -- --rounds 20 --kills 8 --seed 7`: two runs of one project record at once, and so many workers and whole runs are killed in each round.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    kills: { type: 'string', default: '8' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const env = { DSPEX_TWO_RUNS_ROUNDS: values.rounds, DSPEX_TWO_RUNS_KILLS: values.kills, DSPEX_TWO_RUNS_SEED: values.seed };
process.exitCode = await runTests('torture-runs', ['test/long/two-runs'], env);
