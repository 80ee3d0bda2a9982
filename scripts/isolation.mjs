import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { run } from './step.mjs';
import { runTests } from './test.mjs';

// Everything a test can change in a shared Python process, drawn at random: none of it may be seen by the next test. First by the protocol
// alone, where what cannot be put back has to be told; then asked by tests of Jest, where it has to be gone.
const { values } = parseArgs({
  options: { draws: { type: 'string', default: '5000' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
});
await setup({ forTest: true });
const drawn = ['-m', 'tests.resets.draw_changes', '--draws', values.draws, '--seed', values.seed];
const byProtocol = await run(PYTHON, drawn, { cwd: join(ROOT, 'python') });
const env = { DSPEX_ISOLATION_DRAWS: values.draws, DSPEX_ISOLATION_SEED: values.seed };
process.exitCode = byProtocol || (await runTests('isolation', ['test/torture/isolation'], env));
