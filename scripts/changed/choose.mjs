const TEST = /\.test\.[cm]?[jt]s$/;
/** What a change runs that no row names: whatever runs the package as it would be installed. */
const DEFAULT = ['e2e'];

/**
 * The test files that a change touches: those that import what changed, as Jest knows, and those that the table names for its folder.
 *
 * Tests that run the package as it would be installed import nothing of it, so only a table can say which of them a folder touches. `table`
 * has prefixes of paths as keys (the longest one counts, `*` always does) and prefixes of test files, under `test`, as values.
 */
export function chooseTests({ changed, table, tests, related }) {
  const rows = new Map(changed.filter((path) => !TEST.test(path)).map((path) => rowOf(path, table)));
  const named = [...(table['*'] ?? []), ...[...rows.values()].flat()];
  const byTable = tests.filter((test) => named.some((prefix) => isUnder(test, `test/${prefix}`)));
  const byImport = tests.filter((test) => related.includes(test) || changed.includes(test));
  return {
    tests: tests.filter((test) => byTable.includes(test) || byImport.includes(test)),
    byImport: byImport.length,
    rows: [...rows].map(([prefix, prefixes]) => `${prefix} → ${prefixes.join(' ') || 'nothing'}`),
    withPython: changed.some((path) => path.startsWith('python/')),
  };
}

function rowOf(path, table) {
  const prefixes = Object.keys(table).filter((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? [path, DEFAULT] : [longest, table[longest]];
}

/** A prefix ends where a word of the file's name ends: `e2e/real` is `real.test.ts` and `real-limits.test.ts`, not `really.test.ts`. */
function isUnder(test, prefix) {
  return test.startsWith(prefix) && !/^[a-z0-9]/.test(test.slice(prefix.length));
}

/** Rows that name no folder or file, and tests that are no more. */
export function staleRows(table, paths) {
  const keys = Object.keys(table).filter((key) => key !== '*');
  return [
    ...keys.filter((key) => !paths.some((path) => path === key || path.startsWith(`${key}/`))).map((key) => `nothing is under ${key}`),
    ...Object.entries(table).flatMap(([key, prefixes]) =>
      prefixes.filter((prefix) => !paths.some((path) => isUnder(path, `test/${prefix}`))).map((prefix) => `${key}: no test is ${prefix}`),
    ),
  ];
}

/** Three lines: what changed, what was chosen and why, and whether Python's own tests run. */
export function choiceText({ since, changed, tests, choice }) {
  const files = `${changed.slice(0, 5).join(', ')}${changed.length > 5 ? ` and ${changed.length - 5} more` : ''}`;
  return [
    `Changed since ${since}: ${changed.length} files: ${files}`,
    `Chosen: ${choice.tests.length} of ${tests.length} test files: ${choice.byImport} import what changed, the others by test/runs-for.json: ${choice.rows.join('; ')}`,
    `Python's own tests: ${choice.withPython ? 'all of them, because python/ changed' : 'none, because nothing in python/ changed'}`,
  ].join('\n');
}
