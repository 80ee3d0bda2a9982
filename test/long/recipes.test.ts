import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { blocksOf } from '../e2e/document-blocks';
import { makeProject, type Project } from '../e2e/run-jest';
import { terminalIn } from '../e2e/terminal';

const REPOSITORY = resolve(__dirname, '../..');
const CLI = join(REPOSITORY, '.stage/node_modules/@dspex/jest-preset/dist/src/cli/main.js');

// Fails when a recipe's files, written as they stand, do not pass by the lines that the recipe says to type.
test.each(['jsdom', 'esm', 'monorepo', 'sharding'])('the recipe %s works as it is written', async (name) => {
  const blocks = blocksOf(readFileSync(join(REPOSITORY, 'docs/recipes', `${name}.md`), 'utf8'));
  const files = blocks.filter(({ mark }) => mark === 'file').map(({ argument, code }) => [argument as string, code]);
  const lines = blocks.filter(({ mark }) => mark === 'type').flatMap(({ code }) => code.trim().split('\n'));
  expect(lines).not.toEqual([]);
  const project = makeProject(Object.fromEntries(files));
  installJest(project);
  const type = terminalIn(project.folder, { TMPDIR: project.tmp, DSPEX_STATE_DIR: join(project.folder, '.state') });
  for (const line of lines) {
    const { exitCode, output } = await type(line);
    expect(exitCode === 0 ? '' : `${line}\n${output}`).toBe('');
  }
  project.remove();
});

/** What `npm i` would have put there, as far as it is typed. */
function installJest({ folder }: Project): void {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules/jest'), join(folder, 'node_modules/jest'));
  symlinkSync(join(REPOSITORY, 'node_modules/jest/bin/jest.js'), join(folder, 'node_modules/.bin/jest'));
  // npm makes it executable; a copy of the package is not.
  writeFileSync(join(folder, 'node_modules/.bin/dspex-jest'), `#!/bin/sh\nexec node '${CLI}' "$@"\n`, { mode: 0o755 });
}
