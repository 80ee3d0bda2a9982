import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PYTHON } from '../../scripts/python.mjs';
import { runCommand } from '../runner/command.mjs';
import { folderOf, jest, PLAIN, project } from '../runner/projects.mjs';
import { chainTests, TRIVIAL } from './tests.mjs';

/** What people wait for all day. */
const FEW = {
  name: 'a few tests, whole command',
  contenders: {
    empty: { shown: 'plain Jest, one empty test' },
    import: { shown: 'a cold `import dspy`' },
    unit: { shown: 'one unit test', own: true },
    one: { shown: 'one DSPy test, shared process', own: true },
    three: { shown: 'three DSPy tests, shared process', own: true },
    threeOwn: { shown: 'three DSPy tests, a process each', own: true },
  },
  beside: [
    { ours: 'unit', base: ['empty'], beside: 'plain Jest', goal: '1.1 ×', beyond: '1.05 ×' },
    { ours: 'one', base: ['empty', 'import'], beside: 'plain Jest, then a cold import' },
    { ours: 'three', base: ['empty', 'import'], beside: 'plain Jest, then a cold import', goal: '1.1 ×', beyond: '0.95 ×' },
    { ours: 'threeOwn', base: ['empty', 'import'], beside: 'plain Jest, then a cold import' },
  ],
  prepare(site) {
    const folder = folderOf(site, 'few');
    const whole = (name, passed, text, config) => ({
      many: jest(site, project(join(folder, name), { 't.test.js': text }, config), { passed }),
    });
    return {
      empty: whole('empty', 1, TRIVIAL, PLAIN),
      import: { many: () => runCommand({ command: PYTHON, args: ['-c', 'import dspy'], cwd: folder }) },
      unit: whole('unit', 1, TRIVIAL),
      one: whole('one', 1, chainTests('namespace', 0, 1)),
      three: whole('three', 3, chainTests('namespace', 0, 3)),
      threeOwn: whole('three-own', 3, chainTests('full', 0, 3)),
    };
  },
};

/** The first run after a checkout finds no cache of Jest's and nothing of an earlier run in the folder for temporary files. */
const COLD = {
  name: 'a cold first run',
  contenders: {
    first: { shown: 'three DSPy tests, the first run', own: true },
    second: { shown: 'three DSPy tests, the second run', own: true },
    plainFirst: { shown: 'plain Jest, the first run' },
    plainSecond: { shown: 'plain Jest, the second run' },
  },
  beside: [
    { ours: 'first', base: ['second'], beside: 'the second run' },
    { ours: 'first', base: ['plainFirst'], beside: 'plain Jest, its first run', as: 'more' },
  ],
  prepare(site) {
    const folder = folderOf(site, 'cold');
    const three = project(join(folder, 'three'), { 't.test.js': chainTests('namespace', 0, 3) });
    const empty = project(join(folder, 'empty'), { 't.test.js': TRIVIAL }, PLAIN);
    return {
      first: { many: inNewFolder(site, three, 3) },
      second: { many: jest(site, three, { passed: 3 }) },
      plainFirst: { many: inNewFolder(site, empty, 1) },
      plainSecond: { many: jest(site, empty, { passed: 1 }) },
    };
  },
};

function inNewFolder(site, cwd, passed) {
  return async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'dxb-'));
    try {
      return await jest(site, cwd, { passed, env: { TMPDIR: temporary } })();
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  };
}

export const FEW_ROWS = [FEW, COLD];
