import { runExample } from './example.mjs';
import { setup } from './setup.mjs';
import { fail } from './step.mjs';

const EXAMPLE = 'support-desk';

process.stdout.write('@dspex/jest-preset: tests of real DSPy programs; no network, no API key.\n\n');
await setup();
process.stdout.write(`Running examples/${EXAMPLE} on real DSPy.\n\n`);
const code = await runExample(EXAMPLE, ['--verbose']);
if (code !== 0)
  fail(
    'The example suite failed.',
    `Jest ended with exit code ${code}; the failing test is above`,
    `npm run example -- ${EXAMPLE} -t "part of its name"`,
  );
process.stdout.write(`What to look at next
  examples/${EXAMPLE}/test   the tests that just ran: copy from these
  README.md                    put it into your own project, and read a red test
  npm test                     the package's own suite
`);
