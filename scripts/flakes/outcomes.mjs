import { isAbsolute, relative } from 'node:path';

/** Colour codes would split words that one looks for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour code begins with this one
const COLOUR = /\x1b\[[0-9;]*m/g;
const STATUS = { passed: 'passed', failed: 'failed' };

/** Files and tests of what `jest --json` wrote. A file that could not be run at all is a red test of its own. */
export function outcomesOfJest({ testResults }, root) {
  const files = testResults.map(({ name, startTime, endTime }) => ({ file: pathIn(root, name), seconds: secondsOf(endTime - startTime) }));
  return { files, tests: testResults.flatMap((result) => testsOf(result, pathIn(root, result.name))) };
}

function testsOf({ status, message, assertionResults }, file) {
  const tests = assertionResults.map((test) => ({
    name: test.fullName,
    file,
    status: STATUS[test.status] ?? 'skipped',
    seconds: secondsOf(test.duration ?? 0),
    error: (test.failureMessages ?? []).join('\n').replace(COLOUR, ''),
  }));
  if (status !== 'failed' || tests.some((test) => test.status === 'failed')) return tests;
  return [...tests, { name: '(the file itself)', file, status: 'failed', seconds: 0, error: (message ?? '').replace(COLOUR, '') }];
}

/** Files and tests of what shuffled_unittest.py wrote: a file takes as long as its tests. */
export function outcomesOfUnittest(tests) {
  const seconds = new Map();
  for (const test of tests) seconds.set(test.file, (seconds.get(test.file) ?? 0) + test.seconds);
  return { files: [...seconds].map(([file, sum]) => ({ file, seconds: Math.round(sum * 1000) / 1000 })), tests };
}

/**
 * What stands for a part that ended badly, though no test of it is red: it was killed, it crashed, or it found no test.
 *
 * `name` is the part's, `ending` its exit code or signal, `output` what it said.
 */
export function brokenPart(name, ending, output) {
  const lastLines = output.replace(COLOUR, '').trim().split('\n').slice(-20).join('\n');
  return { name: `(${name} as a whole)`, file: '', status: 'failed', seconds: 0, error: `${name} ended with ${ending}\n${lastLines}` };
}

function pathIn(root, path) {
  return isAbsolute(path) ? relative(root, path).replaceAll('\\', '/') : path;
}

function secondsOf(ms) {
  return Math.round(ms) / 1000;
}
