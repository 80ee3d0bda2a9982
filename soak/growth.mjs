/** Files of each worker that are not looked at: it loads Jest, the package and their parts with them, once. */
export const WARM_UP_FILES = 2;

/**
 * Medians over the first and the last files, for each process and quantity: `{ worker: { heapBytes: { from, to } } }`. One fork server has
 * to have served them all.
 */
export function growthOf(samples, windowFiles) {
  const seen = new Map();
  const warm = samples.filter(({ worker: { pid } }) => {
    seen.set(pid, (seen.get(pid) ?? 0) + 1);
    return seen.get(pid) > WARM_UP_FILES;
  });
  if (windowFiles < 1 || warm.length < 2 * windowFiles)
    throw new Error(`${samples.length} files are too few to compare ${windowFiles} with ${windowFiles}`);
  if (new Set(warm.map(({ server }) => server?.pid)).size !== 1) throw new Error('the fork server was replaced on the way');
  const [first, last] = [warm.slice(0, windowFiles), warm.slice(-windowFiles)];
  return Object.fromEntries(
    Object.entries(warm[0]).map(([process, quantities]) => [
      process,
      Object.fromEntries(
        Object.keys(quantities).map((quantity) => [
          quantity,
          { from: median(first.map((sample) => sample[process][quantity])), to: median(last.map((sample) => sample[process][quantity])) },
        ]),
      ),
    ]),
  );
}

function median(numbers) {
  return numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}
