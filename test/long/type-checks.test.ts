import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { documentProject } from '../e2e/document-project';
import type { Project } from '../e2e/run-jest';
import { supportDesk } from '../e2e/support-desk';

const TSC = join(__dirname, '../../node_modules/typescript/bin/tsc');
/** As ts-jest takes it: a test may import a package that is ESM alone, which Node16 refuses to CommonJS. */
const AS_IN_JEST = ['--module', 'esnext', '--moduleResolution', 'bundler'];

// Fails when what a newcomer copies is refused by the compiler.
test.each([
  ['the tests in the documents', documentProject, AS_IN_JEST],
  ['examples/support-desk', supportDesk, []],
] as [string, () => Project, string[]][])('%s type-check', (_, projectOf, args) => {
  const project = projectOf();
  try {
    const { stdout, status } = spawnSync(process.execPath, [TSC, '-p', project.folder, ...args], { encoding: 'utf8' });
    expect([stdout, status]).toEqual(['', 0]);
  } finally {
    project.remove();
  }
});
