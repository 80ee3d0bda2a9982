import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { stageExample } from './stage.mjs';
import { isMain } from './stamp.mjs';
import { fail, run } from './step.mjs';

/** Runs an example's own Jest on the package as it would be installed. Gives Jest's exit code. */
export async function runExample(name, jestArgs = []) {
  if (!existsSync(join(ROOT, 'examples', name, 'package.json'))) {
    const known = readdirSync(join(ROOT, 'examples'));
    fail(`There is no example "${name}".`, `there are: ${known.join(', ')}`, `npm run example -- ${known[0]}`);
  }
  const env = { DSPEX_REPORT_DIR: reportFolder(name), ...process.env, DSPEX_PYTHON: PYTHON };
  return run(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), ...jestArgs], { cwd: stageExample(name), env });
}

export function reportFolder(name) {
  return join(ROOT, '.dspex', name);
}

if (isMain(import.meta.url)) {
  const [name = 'support-desk', ...jestArgs] = process.argv.slice(2);
  await setup();
  process.exitCode = await runExample(name, jestArgs);
}
