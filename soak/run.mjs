import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PYTHON, setup } from '../scripts/setup.mjs';
import { stage } from '../scripts/stage.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { growthOf, WARM_UP_FILES } from './growth.mjs';
import { makePlainProject, makeProject, TESTS_PER_FILE } from './project.mjs';

const { values } = parseArgs({ options: { tests: { type: 'string', default: '5000' }, built: { type: 'boolean' } } });
const tests = Number(values.tests);
if (values.built !== true) {
  await setup();
  stage();
}
// The first 500 against the last 500; of a short run, halves, without what two workers warm up with.
const windowFiles = Math.min(500 / TESTS_PER_FILE, Math.floor((tests / TESTS_PER_FILE - 2 * WARM_UP_FILES) / 2));
const ours = growthOf(runJest(makeProject(tests)), windowFiles);
const plain = growthOf(runJest(makePlainProject(tests)), windowFiles);
const rows = rowsOf(ours, plain);
for (const { what, from, to, most, isFlat } of rows)
  process.stdout.write(`${isFlat ? 'flat ' : 'GROWS'} ${what}: ${from} → ${to}, may be ${most} more\n`);
process.stdout.write(`${tests} tests, ${windowFiles * TESTS_PER_FILE} first against ${windowFiles * TESTS_PER_FILE} last\n`);
process.exitCode = rows.every(({ isFlat }) => isFlat) ? 0 : 1;

/**
 * What may be more at the end. Heap: what plain Jest gains over the same files, and 5 MB for code that gets compiled while it is warm: 2 KB
 * for each of the 2,250 tests that a worker has between the windows of a long run, where one that is kept has more than 10. A server's memory: the arenas that many forks touch, not one page
 * for each of 2,000 processes. Descriptors: how many children are alive when a file ends is chance, a lost one for each file is 50.
 */
function rowsOf({ worker, server, reaper, main }, { worker: plainWorker }) {
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const plainGrowth = plainWorker.heapBytes.to - plainWorker.heapBytes.from;
  const row = (what, { from, to }, most, shown = String) => ({
    ...{ what, from: shown(from), to: shown(to), most: shown(most) },
    isFlat: to - from <= most,
  });
  return [
    row("a worker's heap", worker.heapBytes, Math.max(0, plainGrowth) + 5e6, megabytes),
    row("a worker's descriptors", worker.descriptors, 1),
    row("the fork server's memory", server.rssBytes, 2e6, megabytes),
    row("the fork server's descriptors", server.descriptors, 4),
    row("the reaper's memory", reaper.rssBytes, 1e6, megabytes),
    row("the reaper's descriptors", reaper.descriptors, 0),
    row("the main process's descriptors", main.descriptors, 2),
  ];
}

function runJest(folder) {
  const tmp = mkdtempSync('/tmp/dx-');
  const { CI, DSPEX_HOST, DSPEX_LM, TEST_ONLY, JEST_WORKER_ID, ...env } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), '--maxWorkers=2', '--silent'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...env, TMPDIR: tmp, DSPEX_PYTHON: PYTHON, TEST_MODE: 'integration' },
  });
  const lines = status === 0 ? readFileSync(join(folder, 'samples.jsonl'), 'utf8').trim().split('\n') : [];
  for (const used of [folder, tmp]) rmSync(used, { recursive: true, force: true });
  if (status === 0) return lines.map((line) => JSON.parse(line));
  process.stderr.write(stderr.slice(-5_000));
  throw new Error(`Jest ended with ${status}: nothing was measured`);
}
