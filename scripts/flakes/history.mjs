/** A file whose worst time is so many times its median is an outlier, if it is so many seconds, too: a tenth of a second is noise. */
const FAR = 2;
const FAR_SECONDS = 2;

/** What was ever red, over all rounds: the most often first. */
export function redTests(rounds) {
  const red = new Map();
  for (const { seed, tests } of rounds) {
    for (const test of tests.filter(isRed)) {
      const key = `${test.file}\0${test.name}`;
      const known = red.get(key) ?? { name: test.name, file: test.file, seeds: [], error: firstLine(test.error) };
      red.set(key, { ...known, seeds: [...new Set([...known.seeds, seed])] });
    }
  }
  return [...red.values()].sort((a, b) => b.seeds.length - a.seeds.length);
}

/** The slowest files, by their worst round. */
export function slowestFiles(rounds, count) {
  return slowest(
    rounds.flatMap(({ seed, files }) => files.map(({ file, seconds }) => ({ key: file, seed, seconds }))),
    count,
  );
}

/** The slowest tests, by their worst round. */
export function slowestTests(rounds, count) {
  return slowest(
    rounds.flatMap(({ seed, tests }) =>
      tests.filter(({ file }) => file !== '').map(({ file, name, seconds }) => ({ key: `${file} › ${name}`, seed, seconds })),
    ),
    count,
  );
}

/** The slowest by their worst time; an outlier is never left out, however quick the others are. */
function slowest(times, count) {
  const rows = [...groupByKey(times)].map(([key, all]) => rowOf(key, all)).sort((a, b) => b.worst - a.worst);
  return rows.filter(({ isOutlier }, index) => index < count || isOutlier);
}

function rowOf(key, times) {
  const sorted = [...times].sort((a, b) => a.seconds - b.seconds);
  const worst = sorted[sorted.length - 1];
  const median = medianOf(sorted.map(({ seconds }) => seconds));
  const isOutlier = worst.seconds > FAR * median && worst.seconds - median > FAR_SECONDS;
  return { name: key, median, worst: worst.seconds, seed: worst.seed, isOutlier };
}

/** Of sorted numbers. */
function medianOf(numbers) {
  const middle = Math.floor(numbers.length / 2);
  return numbers.length % 2 === 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
}

function groupByKey(times) {
  const groups = new Map();
  for (const time of times) groups.set(time.key, [...(groups.get(time.key) ?? []), time]);
  return groups;
}

export function countsOfRound({ tests }) {
  const count = (status) => tests.filter((test) => test.status === status).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

export function isRed({ status }) {
  return status === 'failed';
}

/** Jest's own heading of a file that did not run says nothing. */
function firstLine(error) {
  const lines = error.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('●')) ?? '';
}
