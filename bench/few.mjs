import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON } from '../scripts/setup.mjs';
import { stage } from '../scripts/stage.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { runWithCpu } from './run-with-cpu.mjs';
import { spreadOf } from './stats.mjs';
import { dspyFile, JEST, write } from './suites.mjs';

const ROUNDS = 7;
const PLAIN = "module.exports = { testEnvironment: 'node' };\n";
const TRIVIAL = "test('adds', () => expect(1 + 1).toBe(2));\n";

/** What people wait for all day: whole commands of one and of three tests, beside plain Jest and a cold import. Wall time and CPU, in ms. */
export function measureFew() {
  const folder = join(ROOT, '.stage', 'bench-few');
  stage();
  rmSync(folder, { recursive: true, force: true });
  write(folder, 'empty', [['t.test.js', TRIVIAL]], PLAIN);
  write(folder, 'unit', [['t.test.js', TRIVIAL]]);
  write(folder, 'shared', [['t.test.js', dspyFile('namespace', 0, 3)]]);
  write(folder, 'full', [['t.test.js', dspyFile('full', 0, 3)]]);
  const jest = (name) => () => runWithCpu(process.execPath, [JEST, '--silent', '-i'], join(folder, name));
  return inTurn({
    empty: jest('empty'),
    unit: jest('unit'),
    shared: jest('shared'),
    full: jest('full'),
    import: () => runWithCpu(PYTHON, ['-c', 'import dspy'], folder),
  });
}

/** The first round fills caches and is not counted. */
export function inTurn(contenders) {
  const seen = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, measure] of Object.entries(contenders)) {
      const measured = measure();
      if (round > 0) seen[name].push(measured);
    }
  return Object.fromEntries(
    Object.entries(seen).map(([name, all]) => [
      name,
      { wall: spreadOf(all.map((one) => one.wall)), cpu: spreadOf(all.map((one) => one.cpu)) },
    ]),
  );
}
