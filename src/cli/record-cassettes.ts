import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { jestBin } from './projects';

/** Jest on that file, in this terminal; its exit code is ours. */
export function recordCassettes(file: string, testName: string | undefined): Promise<void> {
  // A path is taken as it is: Jest would read [id].test.ts as a regular expression.
  const which = existsSync(file) ? ['--runTestsByPath', file] : [file];
  const args = [jestBin(process.cwd()), ...which, ...(testName === undefined ? [] : ['-t', testName])];
  const env = { TEST_MODE: 'integration', ...process.env, DSPEX_LM: 'record' };
  return new Promise((resolve, reject) => {
    const jest = spawn(process.execPath, args, { stdio: 'inherit', env });
    jest.once('error', reject);
    jest.once('close', (code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}
