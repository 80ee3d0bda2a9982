import { LONG } from './suite.mjs';
import { runTests } from './test.mjs';

// The suites that take long: what `npm test` has a slice of, at most.
process.exitCode = await runTests('long', [LONG, ...process.argv.slice(2)], {});
