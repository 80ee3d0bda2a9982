export const MOST_LINES = 200;

/** What is wrong with the lengths of files: too long without a reason, or with a reason that is none any more. `lengths` are pairs of path and lines. */
export function lengthProblems(lengths, reasons) {
  const long = new Map(lengths.filter(([, lines]) => lines > MOST_LINES));
  return [
    ...[...long]
      .filter(([path]) => reasons[path] === undefined)
      .map(([path, lines]) => `${path} has ${lines} lines: split it, or give its reason in scripts/sizes.mjs`),
    ...Object.keys(reasons)
      .filter((path) => !long.has(path))
      .map((path) => `${path} has no more than ${MOST_LINES} lines: its reason in scripts/sizes.mjs can go`),
  ];
}

/** Lines as an editor counts them: the last one ends with a line break. */
export function lineCount(text) {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
