import { isMain } from './stamp.mjs';
import { fail } from './step.mjs';
import { LONG } from './suite.mjs';
import { runTests } from './test.mjs';

// The suites that take long: what `npm test` has a slice of, at most.
if (isMain(import.meta.url)) process.exitCode = await runLong(process.argv.slice(2));

function runLong(args) {
  const others = args.filter((arg) => arg.startsWith('test/') && !isLong(arg));
  if (others.length > 0) fail('These are no long tests.', `${others.join(', ')}: not in ${LONG}`, `npm test -- ${others.join(' ')}`);
  return runTests('long', longOnly(args), {});
}

/** Jest runs what any of its patterns finds: beside a file, the folder would be all of them. */
export function longOnly(args) {
  return args.some(isLong) ? args : [LONG, ...args];
}

function isLong(arg) {
  return arg === LONG || arg.startsWith(`${LONG}/`);
}
