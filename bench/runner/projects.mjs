import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PYTHON } from '../../scripts/python.mjs';
import { ROOT } from '../../scripts/stamp.mjs';
import { runCommand } from './command.mjs';

export const JEST = join(ROOT, 'node_modules/jest/bin/jest.js');
export const PRESET = "module.exports = { preset: '@dspex/jest-preset' };\n";
export const PLAIN = "module.exports = { testEnvironment: 'node' };\n";

/**
 * Where a row writes its projects: a site's `stage` has the package that they find in its node_modules, of this build or of another.
 */
export function folderOf(site, row) {
  const folder = join(site.stage, 'bench', row);
  rmSync(folder, { recursive: true, force: true });
  return folder;
}

/** A project of these files, `{ path: text }`. Gives its folder. */
export function project(folder, files, config = PRESET) {
  const all = { 'jest.config.js': config, 'package.json': '{ "private": true }\n', ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Jest in a project, under this Node, with the profiler where one is asked for. */
export function jest(site, cwd, { passed, args = ['-i'], env = {}, reads } = {}) {
  const ofSite = site.python === undefined ? {} : { DSPEX_PYTHON: site.python };
  return () => {
    const profiler = site.profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${site.profiles}`];
    return runCommand({
      command: process.execPath,
      args: [...profiler, JEST, '--silent', ...args],
      cwd,
      env: { ...ofSite, ...env },
      passed,
      reads,
    });
  };
}

export function pytest(cwd, { passed, args = [], env = {}, python = PYTHON }) {
  return () => runCommand({ command: python, args: ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...args], cwd, env, passed });
}

/** Whole numbers from 0. */
export const numbers = (count) => Array.from({ length: count }, (_, index) => index);
