import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askNpm } from './packed-files.mjs';
import { ROOT, setup } from './setup.mjs';
import { step } from './step.mjs';
import { runTests } from './test.mjs';

// The first steps of README.md, typed as they stand there by somebody who has the tarball and nothing else.
await setup({ forTest: true });
const folder = mkdtempSync(join(tmpdir(), 'dspex-newcomer-'));
try {
  await step('Packing', 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
  const env = { DSPEX_TARBALL: join(folder, askNpm().filename) };
  process.exitCode = await runTests('newcomer', ['test/newcomer', '--verbose', ...process.argv.slice(2)], env);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
