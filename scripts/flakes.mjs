import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isRed } from './flakes/history.mjs';
import { runRound } from './flakes/round.mjs';
import { roundLine, summaryText } from './flakes/table.mjs';
import { ROOT } from './stamp.mjs';
import { fail } from './step.mjs';
import { prepareSuite } from './suite.mjs';

// `npm run flakes -- --rounds 20 --seed 7 -- test/e2e`: the suite again and again, each round in an order of its own. `--summary` sums up what
// is there, also of a run that was cut off.
const FOLDER = join(ROOT, '.stage/flakes');
const ROUND_FILE = /^round-\d+\.json$/;

const { values, positionals: jestArgs } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    summary: { type: 'boolean', default: false },
  },
});
const count = wholeNumber('rounds');
const firstSeed = wholeNumber('seed');

if (!values.summary) await runRounds();
const rounds = readRounds();
if (rounds.length === 0) fail('There is nothing to sum up.', 'no round in .stage/flakes is over', 'npm run flakes -- --rounds 3');
process.stdout.write(`\n${summaryText(rounds)}\n`);
process.exitCode = rounds.some(({ tests }) => tests.some(isRed)) ? 1 : 0;

async function runRounds() {
  await prepareSuite();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  // Arguments select among Jest's tests, as in `npm test`.
  const withPython = jestArgs.length === 0;
  for (let number = 1; number <= count; number += 1) {
    // One after the other, so that `--rounds 1 --seed` with a round's seed is that round.
    const seed = firstSeed + number - 1;
    const path = join(FOLDER, `round-${String(number).padStart(4, '0')}`);
    process.stdout.write(`  round ${number} of ${count}, seed ${seed} …\n`);
    const round = await runRound({ seed, jestArgs, withPython, log: `${path}.log` });
    writeFileSync(`${path}.json`, JSON.stringify(round));
    process.stdout.write(`${roundLine(round, number, count)}\n`);
  }
}

function readRounds() {
  mkdirSync(FOLDER, { recursive: true });
  const files = readdirSync(FOLDER).filter((name) => ROUND_FILE.test(name));
  return files.sort().map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')));
}

function wholeNumber(option) {
  if (/^\d+$/.test(values[option])) return Number(values[option]);
  return fail(`--${option} is no whole number.`, `it is "${values[option]}"`, 'npm run flakes -- --rounds 20 --seed 7');
}
