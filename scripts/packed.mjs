import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askNpm } from './packed-files.mjs';
import { ROOT, setup } from './setup.mjs';
import { step } from './step.mjs';
import { runTests } from './test.mjs';

/** Runs a suite that installs the package from its tarball, which it finds by DSPEX_TARBALL. Gives the exit code. */
export async function runOnTarball(name, jestArgs) {
  await setup({ forTest: true });
  const folder = mkdtempSync(join(tmpdir(), `dspex-${name}-`));
  try {
    await step('Packing', 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
    const env = { DSPEX_TARBALL: join(folder, askNpm().filename) };
    return await runTests(name, [`test/${name}`, '--verbose', ...jestArgs], env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
