import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { stage } from './stage.mjs';
import { ROOT } from './stamp.mjs';
import { step } from './step.mjs';
import { runTests } from './test.mjs';

const PROJECT = join(ROOT, 'test/clients/project');
const LOCK = 'package-lock.json';

// Clients that code brings along, in a project of their own beside the staged package: they are none of this package's dependencies.
await setup({ forTest: true });
const folder = join(stage(), 'clients');
const lock = join(folder, LOCK);
const isInstalled =
  existsSync(join(folder, 'node_modules')) && existsSync(lock) && readFileSync(lock).equals(readFileSync(join(PROJECT, LOCK)));
cpSync(PROJECT, folder, { recursive: true });
for (const name of ['counting-host.js', 'say.js', 'ways.js']) cpSync(join(ROOT, 'test/e2e/started', name), join(folder, name));
cpSync(join(ROOT, 'test/e2e/untransformed.js'), join(folder, 'untransformed.js'));
if (!isInstalled) await step('Installing clients', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
process.exitCode = await runTests('clients', ['test/clients', ...process.argv.slice(2)], { DSPEX_CLIENTS_FOLDER: folder });
