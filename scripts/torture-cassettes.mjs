import { ROOT } from './stamp.mjs';
import { run } from './step.mjs';

/**
 * The long runs of what `npm test` runs in short: `npm run torture:cassettes -- --calls 1000 --rounds 40 --seed 7`
 */
const given = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const calls = given('calls', 1000);
const rounds = given('rounds', 40);
const seed = given('seed', Date.now() % 1_000_000);
process.stdout.write(`${calls} calls from 4 workers; ${rounds} rounds of planted secrets from seed ${seed}\n`);
process.exitCode = await run(process.execPath, ['scripts/test.mjs', 'test/e2e/parallel-recording', 'test/e2e/planted-secrets'], {
  cwd: ROOT,
  env: { ...process.env, DSPEX_TORTURE_CALLS: String(calls), DSPEX_TORTURE_ROUNDS: String(rounds), DSPEX_TORTURE_SEED: String(seed) },
});
