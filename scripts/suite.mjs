import { join } from 'node:path';
import { IN_FILES } from './build.mjs';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { stage } from './stage.mjs';

/** Suites with a command of their own: they take long, or need more than this machine has at hand. */
const APART = ['test/compat', 'test/clients', 'test/providers', 'test/newcomer', 'test/recipes'];
/** Needs no more than `npm test`, but long: `npm run test:long`, `npm run coverage`, and where a change calls for it. */
export const LONG = 'test/long';
/** Set where long suites run with all others. */
export const WITH_LONG = 'WITH_LONG_TESTS';
/** They look at the bundles of a build, or open them: a build in files, by which lines are counted, has none. */
const OF_BUNDLES = ['test/unit/scripts/bundle.test.ts', 'test/unit/code-cache/code-cache.test.ts'];
// ESM-only packages are loaded by import(), which Jest's sandbox allows only under this flag.
const JEST = ['--experimental-vm-modules', '--no-warnings', join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', 'test/jest.config.js'];
const UNITTEST = ['-m', 'unittest', 'discover', '-s', 'python/tests', '-t', 'python'];

/** Installs and builds what the tests need, and puts the package where they find it. */
export async function prepareSuite() {
  await setup({ forTest: true });
  stage();
}

/** True for a test file that only a command of its own runs. */
export function standsApart(path) {
  return APART.some((folder) => path.startsWith(`${folder}/`));
}

/** The command that runs the Jest part, and says the results as JSON. What is apart or long runs only where it is named. */
export function jestCommand(jestArgs) {
  const apart = process.env[WITH_LONG] === undefined ? [...APART, LONG] : APART;
  const left = [...apart.map((folder) => `${folder}/`), ...(process.env[IN_FILES] === undefined ? [] : OF_BUNDLES)]
    .filter((path) => !jestArgs.some((arg) => `${arg}/`.startsWith(path)))
    .flatMap((path) => ['--testPathIgnorePatterns', `/${path}`]);
  return [process.execPath, [...JEST, '--json', ...jestArgs, ...left]];
}

/** The command that runs the Python part, as one would type it. */
export function unittestCommand() {
  return [PYTHON, UNITTEST];
}
