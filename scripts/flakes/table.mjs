import { countsLine } from '../counts.mjs';
import { countsOfRound, isRed, redTests, slowestFiles, slowestTests } from './history.mjs';

const SLOW_ROWS = 10;

/** One line of a round that is over, and a line for each red test. */
export function roundLine(round, number, of) {
  const counts = countsOfRound(round);
  const mark = counts.failed === 0 ? '✓' : '✗';
  const red = round.tests.filter(isRed).map(({ file, name }) => `    red: ${placeOf({ file, name })}`);
  return [`${mark} round ${number} of ${of}, seed ${round.seed}: ${round.seconds.toFixed(0)} s, ${countsLine(counts)}`, ...red].join('\n');
}

/** All rounds together: what was ever red, and what was slow. */
export function summaryText(rounds) {
  return [redText(rounds), slowText('files', slowestFiles(rounds, SLOW_ROWS)), slowText('tests', slowestTests(rounds, SLOW_ROWS))].join(
    '\n\n',
  );
}

function redText(rounds) {
  const red = redTests(rounds);
  if (red.length === 0) return `Nothing was red in ${roundsOf(rounds.length)}.`;
  const rows = red.flatMap((test) => [
    `${test.seeds.length} of ${rounds.length}  ${test.name}`,
    `    file    ${test.file || '-'}`,
    `    seeds   ${test.seeds.join(', ')}`,
    `    error   ${test.error}`,
    `    repeat  ${repeatCommand(test, rounds.find(({ seed }) => seed === test.seeds[0]).jestArgs)}`,
  ]);
  return [`Red in ${roundsOf(rounds.length)}: ${red.length}`, '', ...rows].join('\n');
}

/** The whole file in the same order, because what was before a test may be the reason; the whole round where no file is known. */
export function repeatCommand({ file, seeds: [seed] }, jestArgs) {
  if (file.startsWith('python/')) return `.venv/bin/python scripts/flakes/shuffled_unittest.py ${seed} .stage/flakes/python.json`;
  if (file !== '') return `npm test -- ${file} --randomize --seed ${seed}`;
  return `npm run flakes -- --rounds 1 --seed ${seed}${jestArgs.length > 0 ? ` -- ${jestArgs.map(quoted).join(' ')}` : ''}`;
}

function slowText(what, rows) {
  const lines = rows.map(
    ({ name, median, worst, seed, isOutlier }) =>
      `${seconds(median)} ${seconds(worst)}  ${name}${isOutlier ? `   OUTLIER in seed ${seed}` : ''}`,
  );
  return [`Slowest ${what} (seconds: median, worst)`, ...lines].join('\n');
}

function placeOf({ file, name }) {
  return file === '' ? name : `${file} › ${name}`;
}

function roundsOf(count) {
  return count === 1 ? '1 round' : `${count} rounds`;
}

function seconds(number) {
  return number.toFixed(1).padStart(7);
}

function quoted(arg) {
  return /^[\w./:=-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
