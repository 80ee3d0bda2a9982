import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lengthProblems, lineCount, MOST_LINES } from './sizes/too-long.mjs';
import { filesIn, ROOT } from './stamp.mjs';
import { fail } from './step.mjs';

// A file is one thought. Biome holds functions to their length, this script files.
const FOLDERS = ['src', 'factories', 'page', 'python', 'scripts', 'test'];
const CODE = /\.(tsx?|[cm]?js|py)$/;
const NOT_OURS = /(^|\/)(node_modules|fixtures|__pycache__)\//;

const ONE_PROMISE = 'one promise, with the project that shows it';
const ONE_SUITE = 'one suite over all that keep the same contract';

/** Files that may be longer, and why. */
const REASONS = {
  'python/tests/resets/many_changes.py': 'one list of all that a test can change',
  'src/shared/boundaries/bridge.ts': 'each boundary is one file of schemas',
  'src/shared/options/options.ts': 'one file says what an option is',
  'test/contract/adapters.test.ts': ONE_SUITE,
  'test/contract/bridge.test.ts': ONE_SUITE,
  'test/contract/ledgers.test.ts': ONE_SUITE,
  'test/e2e/cassettes.test.ts': ONE_PROMISE,
  'test/e2e/leaks.test.ts': ONE_PROMISE,
  'test/e2e/resources.test.ts': ONE_PROMISE,
  'test/e2e/templates.test.ts': ONE_PROMISE,
  'test/e2e/user-imports.test.ts': ONE_PROMISE,
  'test/unit/lm/wires/wires.test.ts': ONE_SUITE,
  'test/unit/resources/slots/slots.test.ts': 'the rules of slots are seen in one order of events',
};

const paths = FOLDERS.flatMap(filesIn).filter((path) => CODE.test(path) && !NOT_OURS.test(path));
const problems = lengthProblems(
  paths.map((path) => [path, lineCount(readFileSync(join(ROOT, path), 'utf8'))]),
  REASONS,
);
if (problems.length > 0)
  fail(
    `${problems.length} files are over ${MOST_LINES} lines, or excused for it.`,
    problems.join('\n        '),
    'split them by what they do',
  );
