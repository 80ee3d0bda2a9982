import { parseArgs } from 'node:util';
import { runTests } from './test.mjs';

// `npm run torture:cassettes -- --calls 1000 --rounds 40 --seed 7`: so many recordings from 4 workers, and so many rounds of planted secrets.
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const env = {
  DSPEX_TORTURE_WORKERS: '4',
  DSPEX_TORTURE_CALLS: values.calls,
  DSPEX_TORTURE_ROUNDS: values.rounds,
  DSPEX_TORTURE_SEED: values.seed,
};
process.exitCode = await runTests('torture-cassettes', ['test/long/parallel-recording', 'test/long/planted-secrets'], env);
