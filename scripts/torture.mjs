import { parseArgs } from 'node:util';
import { runTests } from './test.mjs';

// `npm run torture -- --rounds 2000 --seed 7`: so many processes of real runs killed at random, and runs under faults of the machine; the seed of a failure is in its message.
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
});
const env = { DSPEX_TORTURE_ROUNDS: values.rounds, DSPEX_TORTURE_SEED: values.seed };
process.exitCode = await runTests('torture', ['test/torture'], env);
