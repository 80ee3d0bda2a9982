import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePlainProject, makeProject, TESTS_PER_FILE } from '../../soak/project.mjs';
import { folderOf, jest, PLAIN, project } from '../runner/projects.mjs';

const MB = 'MB';

/** Private memory alone: what is shared with the process that it was forked from costs once. */
const PRIVATE = `
const { readFileSync, writeFileSync } = require('fs');
const privateOf = (pid) => [...readFileSync('/proc/' + pid + '/smaps_rollup', 'utf8').matchAll(/^Private_(?:Clean|Dirty):\\s+(\\d+)/gm)]
  .reduce((sum, [, kb]) => sum + Number(kb) * 1024 / 1e6, 0);
const told = (values) => writeFileSync(__dirname + '/measured.json', JSON.stringify(values));
`;
const OURS = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
${PRIVATE}
isolatedTest('asks', { level: 'full' }, async ({ lm, createProgram }) => {
  lm.when({ question: /./ }).reply({ answer: 'yes' });
  const program = await createProgram({ signature: 'question -> answer', module: 'chain_of_thought' });
  await program.execute({ question: 'q' });
  const { pid } = await dspex.bridge.stats();
  const server = Number(/PPid:\\s+(\\d+)/.exec(readFileSync('/proc/' + pid + '/status', 'utf8'))[1]);
  told({ child: privateOf(pid), server: privateOf(server), worker: privateOf(process.pid) });
});
`;
const EMPTY = `${PRIVATE}
test('does nothing', () => told({ plain: privateOf(process.pid) }));
`;
const OTHER = "test('adds', () => expect(1 + 1).toBe(2));\n";

const MEMORY = {
  name: 'memory of child, server and worker',
  unit: MB,
  warmUp: false,
  platforms: ['linux'],
  contenders: {
    child: { shown: 'a process of a test, after one predict' },
    server: { shown: 'the fork server' },
    worker: { shown: "Jest's worker" },
    plain: { shown: "plain Jest's worker" },
  },
  beside: [{ ours: 'worker', base: ['plain'], beside: "plain Jest's worker", as: 'more' }],
  prepare(site) {
    const folder = folderOf(site, 'memory');
    // Two files: for one, Jest makes no worker.
    const measured = (name, text, config) => {
      const cwd = project(join(folder, name), { 't.test.js': text, 'u.test.js': OTHER }, config);
      const run = jest(site, cwd, { passed: 2, args: ['-w', '2'], reads: 'measured.json' });
      return run;
    };
    const [ours, plain] = [measured('ours', OURS), measured('plain', EMPTY, PLAIN)];
    return {
      together: async () => {
        const all = { ...(await ours()), ...(await plain()) };
        return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { wall: value, cpu: null }]));
      },
    };
  },
};

const SIZES = [100, 1000, 5000];
const shownSize = (size) => size.toLocaleString('en-US');
const each = (name, shown) => SIZES.map((size) => [`${name}${size}`, { shown: `${shown} after ${shownSize(size)} tests` }]);

/** One long run, looked at on its way. What grows is found by `npm run soak`; here it is told. */
const GROWTH = {
  name: 'growth over 5,000 tests',
  unit: MB,
  warmUp: false,
  rounds: 1,
  reaches: true,
  platforms: ['linux'],
  contenders: Object.fromEntries([
    ...each('worker', 'heap of a worker'),
    ...each('plain', "heap of plain Jest's worker, the same files"),
    ...each('server', 'memory of the fork server'),
  ]),
  beside: [
    { ours: 'worker5000', base: ['worker100'], beside: 'the same after 100 tests' },
    { ours: 'plain5000', base: ['plain100'], beside: 'the same after 100 tests' },
    { ours: 'server5000', base: ['server100'], beside: 'the same after 100 tests' },
  ],
  prepare(site, onEnd) {
    const most = SIZES.at(-1);
    const folders = [makeProject(most), makePlainProject(most)];
    for (const folder of folders) onEnd(() => rmSync(folder, { recursive: true, force: true }));
    const samples = async (cwd) => {
      await jest(site, cwd, { passed: most, args: ['-w', '2'], env: { TEST_MODE: 'integration' } })();
      const lines = readFileSync(join(cwd, 'samples.jsonl'), 'utf8').trim().split('\n');
      return lines.map((line) => JSON.parse(line));
    };
    return {
      together: async () => {
        const [ours, plain] = [await samples(folders[0]), await samples(folders[1])];
        return Object.fromEntries(
          SIZES.flatMap((size) => {
            const at = (all) => all[size / TESTS_PER_FILE - 1];
            const told = { worker: at(ours).worker.heapBytes, plain: at(plain).worker.heapBytes, server: at(ours).server.rssBytes };
            return Object.entries(told).map(([name, bytes]) => [`${name}${size}`, { wall: bytes / 1e6, cpu: null }]);
          }),
        );
      },
    };
  },
};

export const MEMORY_ROWS = [MEMORY, GROWTH];
