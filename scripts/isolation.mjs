import { join } from 'node:path';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { run } from './step.mjs';

// Everything a test can change in a shared Python process, drawn at random: none of it may be seen by the next test.
await setup({ forTest: true });
process.exitCode = await run(PYTHON, ['-m', 'tests.resets.draw_changes', ...process.argv.slice(2)], { cwd: join(ROOT, 'python') });
