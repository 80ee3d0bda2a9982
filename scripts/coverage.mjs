import { setup } from './setup.mjs';

await setup({ forTest: true, forCheck: true });
// Only now: its libraries may have been installed a moment ago.
const { runWithCoverage } = await import('./coverage-run.mjs');
process.exitCode = await runWithCoverage(process.argv.slice(2));
