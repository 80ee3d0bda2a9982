import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Block, blocksOf } from '../e2e/document-blocks';
import { terminalIn } from '../e2e/terminal';

const RECIPES = join(__dirname, '../../docs/recipes');
/** Package managers that a machine need not have. */
const MANAGERS = { pnpm: 'pnpm@10', yarn: '@yarnpkg/cli-dist@4' };

// Fails when a recipe does not work as it is written, with the packages that it says to install, in an empty folder.
test.each(['langchain', 'nestjs', 'nextjs', 'pnpm', 'yarn-pnp', 'docker'])(
  'the recipe %s works as it is written',
  async (name) => {
    const home = mkdtempSync(join(tmpdir(), 'dx-rec-'));
    const folder = join(home, 'project');
    mkdirSync(folder);
    installManagers(home);
    const type = terminalIn(folder, { PATH: `${home}:${process.env.PATH}`, npm_config_prefer_offline: 'true', npm_config_yes: 'true' });
    const typeGreen = async (line: string): Promise<void> => {
      const { exitCode, output } = await type(line.replace('@dspex/jest-preset', `@dspex/jest-preset@file:${process.env.DSPEX_TARBALL}`));
      expect(exitCode === 0 ? '' : `${line}\n${output}`).toBe('');
    };
    await typeGreen('npm init -y && touch yarn.lock');
    for (const block of blocksOf(readFileSync(join(RECIPES, `${name}.md`), 'utf8'))) {
      if (block.mark === 'file') writeInto(folder, block.argument as string, block.code);
      for (const line of linesToType(block)) await typeGreen(line);
    }
    rmSync(home, { recursive: true, force: true });
  },
  600_000,
);

function writeInto(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function installManagers(home: string): void {
  for (const [name, spec] of Object.entries(MANAGERS))
    writeFileSync(join(home, name), `#!/bin/sh\nexec npx --yes --package=${spec} ${name} "$@"\n`, { mode: 0o755 });
}

function linesToType({ mark, argument, code }: Block): string[] {
  if (argument === 'Dockerfile') return linesOfImage(code);
  return mark === 'type' ? code.trim().split('\n') : [];
}

/** What an image is made by, in the project that README.md leads to, where there is no Docker: all but the system's and DSPy's packages. */
function linesOfImage(dockerfile: string): string[] {
  const runs = [...dockerfile.matchAll(/^RUN (.*)$/gm)].map(([, line]) => line as string).filter((line) => !/apt-get|python/.test(line));
  const [, command = '[]'] = /^CMD (.*)$/m.exec(dockerfile) ?? [];
  const project = ['npm i -D @dspex/jest-preset jest jest-environment-node', 'npx dspex-jest init --yes'];
  return [...project, ...runs, (JSON.parse(command) as string[]).join(' ')];
}
