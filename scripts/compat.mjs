import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { ROOT } from './stamp.mjs';
import { step } from './step.mjs';
import { runTests } from './test.mjs';

/** The majors of Jest that the package is for. */
const MAJORS = ['29', '30'];
/** Jest 30 takes no snapshot file that names the guide where Jest 29 had it. */
const SNAPSHOT_GUIDE = { 29: 'https://goo.gl/fbAQLP', 30: 'https://jestjs.io/docs/snapshot-testing' };

// Suites that know nothing of this package, in projects of their own with the package installed by npm: every outcome must be that of plain Jest.
await setup({ forTest: true });
const folder = mkdtempSync(join(tmpdir(), 'dspex-compat-'));
try {
  await step('Packing', 'npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
  const tarball = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')),
  );
  await Promise.all(MAJORS.map((major) => install(major, tarball)));
  process.exitCode = await runTests('compat', ['test/compat', ...process.argv.slice(2)], { DSPEX_COMPAT_FOLDER: folder });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function install(major, tarball) {
  const project = join(folder, `jest-${major}`);
  cpSync(join(ROOT, 'test/compat/suites'), project, { recursive: true });
  mkdirSync(join(project, '__snapshots__'));
  const stored = readFileSync(join(project, 'snapshots.stored'), 'utf8');
  writeFileSync(join(project, '__snapshots__/snapshots.test.js.snap'), `// Jest Snapshot v1, ${SNAPSHOT_GUIDE[major]}\n\n${stored}`);
  const manifest = JSON.parse(readFileSync(join(ROOT, `test/compat/package-${major}.json`), 'utf8'));
  manifest.dependencies['@dspex/jest-preset'] = `file:${tarball}`;
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  await step(`Installing Jest ${major} and the package`, 'npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: project,
  });
}
