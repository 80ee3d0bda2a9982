import { join } from 'node:path';
import { setup, PYTHON, ROOT } from './setup.mjs';
import { fail, run } from './step.mjs';

const EXAMPLE = 'support-desk';

process.stdout.write('@dspex/jest-preset: tests of real DSPy programs, no network, no API key.\n\n');
await setup();
const { stageExample } = await import('./stage.mjs');
const folder = stageExample(EXAMPLE);
process.stdout.write(`\nRunning examples/${EXAMPLE} on real DSPy\n\n`);
const env = { ...process.env, TEST_MODE: 'integration', DSPEX_PYTHON: PYTHON };
const code = await run(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), '--verbose'], { cwd: folder, env });
if (code !== 0) fail('The example suite failed.', 'see the failing test above', 'npm run quickstart');
process.stdout.write(`
What to look at next
  examples/${EXAMPLE}/test   the tests that just ran: copy from these
  README.md                   install it in your own project, and how to read a red test
  npm test                    the package's own suite
`);
