import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countsOfJest } from '../counts.mjs';
import { PYTHON } from '../python.mjs';
import { ROOT } from '../stamp.mjs';
import { attempt } from '../step.mjs';
import { outcomeOf } from './python-rows.mjs';

const NODES = ['26', '24', '22', '20'];
const JESTS = ['30.5.2', '29.7.0'];
const PROJECT = join(ROOT, 'test/matrix/project');

/** Each Node with each Jest. */
export function nodeRows() {
  return NODES.flatMap((node) => JESTS.map((jest) => ({ node, jest })));
}

/** Installs the packed package, this Jest and this Node into a project, and runs its tests there. */
export async function tryNode({ node, jest }) {
  const folder = mkdtempSync(join(tmpdir(), 'dspex-matrix-'));
  try {
    cpSync(PROJECT, folder, { recursive: true });
    const ofNode = `node-${process.platform}-${process.arch}`;
    const dependencies = { '@dspex/jest-preset': `file:${pack(folder)}`, jest, 'jest-environment-node': jest, [ofNode]: node };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    const install = ['install', '--no-audit', '--no-fund'];
    const { code } = await attempt(`Installing Node ${node} and Jest ${jest}`, 'npm', install, { cwd: folder });
    return code === 0 ? await runIn(folder, ofNode, `Node ${node}, Jest ${jest}`) : { isGood: false, said: 'npm cannot install it' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `version`: what really ran. */
async function runIn(folder, ofNode, title) {
  const program = join(folder, 'node_modules', ofNode, 'bin/node');
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout?.trim().slice(1);
  const outcome = join(folder, 'outcome.json');
  const jest = ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${outcome}`];
  const { code } = await attempt(title, program, jest, { cwd: folder, env: { ...process.env, DSPEX_PYTHON: PYTHON } });
  return { ...outcomeOf(code, countsOfJest(outcome)), version };
}

function pack(folder) {
  spawnSync('npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
  return readdirSync(folder).find((name) => name.endsWith('.tgz'));
}
