import { IN_FILES } from './build.mjs';
import { setup } from './setup.mjs';
import { WITH_LONG } from './suite.mjs';

process.env[IN_FILES] = 'yes';
process.env[WITH_LONG] = 'yes';
await setup({ forTest: true, forCheck: true });
// Only now: its libraries may have been installed a moment ago.
const { runWithCoverage } = await import('./coverage-run.mjs');
process.exitCode = await runWithCoverage(process.argv.slice(2));
