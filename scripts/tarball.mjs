import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetCounts, keepCounts } from './counts.mjs';
import { PYTHON, setup } from './setup.mjs';
import { ROOT } from './stamp.mjs';
import { fail, run, step } from './step.mjs';
import { tryVariant } from './tarball/try-variant.mjs';
import { VARIANTS } from './tarball/variants.mjs';

// The package as a user gets it: packed, installed into empty projects outside of the repository, and used there. `-- --thin` tries few,
// `-- -t Babel` those with this in their name.
const named = process.argv[process.argv.indexOf('-t') + 1];
const isNamed = process.argv.includes('-t');
const isThin = isNamed || process.argv.includes('--thin');
const wanted = VARIANTS.filter(({ name, isThin: isFew }) => (isNamed ? name.includes(named) : !isThin || isFew));
const failed = [];
const EXAMPLE = join(ROOT, 'examples', 'support-desk');

const SUBPATHS = ['environment', 'unit', 'integration', 'e2e'];
const subpathTest = (name) => `/** @jest-environment @dspex/jest-preset/${name} */
const { dspex } = require('@dspex/jest-preset');
const { buildProgram } = require('@dspex/jest-preset/factories');
test('runs under the subpath ${name}', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: '${name}' });
  const program = await dspex.createProgram(buildProgram({ signature: 'question -> answer' }));
  expect((await program.execute({ question: 'q' })).outputs).toStrictEqual({ answer: '${name}' });
});
`;

forgetCounts('tarball');
await setup();
const folder = mkdtempSync(join(tmpdir(), 'dspex-tarball-'));
try {
  await step('Packing', 'npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (!isThin) await tryExample(folder, tarball);
  const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  const env = { DSPEX_PYTHON: PYTHON, YARN_NPM_REGISTRY_SERVER: registry };
  for (const variant of wanted) if (!(await tryVariant(variant, join(folder, tarball), env))) failed.push(variant.name);
} finally {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}
keepCounts('tarball', { passed: wanted.length - failed.length, failed: failed.length, skipped: 0 });
if (failed.length > 0) fail('The package does not work everywhere.', failed.join(', '), 'npm run test:tarball');
process.stdout.write('The package works from its tarball.\n');

/** The example, by npm, and each of the environments. */
async function tryExample(folder, tarball) {
  for (const name of readdirSync(EXAMPLE))
    if (!['node_modules', '.venv'].includes(name)) cpSync(join(EXAMPLE, name), join(folder, name), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  manifest.devDependencies = { ...manifest.devDependencies, '@dspex/jest-preset': `file:${tarball}` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  for (const name of SUBPATHS) writeFileSync(join(folder, 'test', `subpath-${name}.test.js`), subpathTest(name));
  await step('Installing into an empty project', 'npm', ['install', '--no-audit', '--no-fund'], { cwd: folder });
  const env = { ...process.env, TEST_MODE: 'e2e', DSPEX_PYTHON: PYTHON };
  const code = await run(process.execPath, [join(folder, 'node_modules/jest/bin/jest.js'), 'subpath'], { cwd: folder, env });
  const { TEST_MODE, ...ownEnv } = env;
  const exampleCode = await run(process.execPath, [join(folder, 'node_modules/jest/bin/jest.js'), '--testPathIgnorePatterns', 'subpath'], {
    cwd: folder,
    env: ownEnv,
  });
  await step('Checking the types of the project', process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), '--noEmit'], {
    cwd: folder,
  });
  if (code !== 0 || exampleCode !== 0)
    fail('The package does not work from its tarball.', 'see the failing test above', 'npm run test:tarball');
}
