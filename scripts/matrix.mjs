import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepCounts, sumCounts } from './counts.mjs';
import { KeptRows } from './matrix/kept.mjs';
import { nodeRows, tryNode } from './matrix/node-rows.mjs';
import { pythonRows, tryPython } from './matrix/python-rows.mjs';
import { installDspy } from './matrix/pythons.mjs';
import { tableOf } from './matrix/table.mjs';
import { setup } from './setup.mjs';
import { ROOT } from './stamp.mjs';

const FILE = join(ROOT, 'docs/compatibility.md');
const BETWEEN = /<!-- matrix -->[\s\S]*<!-- end of matrix -->/;

// `-- --thin`: what CI tries. `-- --resume`: rows that were tried on these very sources are not tried again.
const isThin = process.argv.includes('--thin');
await setup({ forTest: true });
const kept = new KeptRows(process.argv.includes('--resume'));
const [pythons, nodes] = [[], []];
const wanted = pythonRows(isThin);
// Pip keeps one core busy: the few rows of CI are installed side by side.
if (isThin) await Promise.all(wanted.map(({ python, executable, dspy }) => installDspy(python, executable, dspy)));
for (const row of wanted) pythons.push({ ...row, ...(await kept.of(row, () => tryPython(row))) });
if (!isThin) for (const row of nodeRows()) nodes.push({ ...row, ...(await kept.of(row, () => tryNode(row))) });

const all = [...pythons, ...nodes];
const counted = ({ counts, isGood }) => counts ?? (isGood ? [] : { passed: 0, failed: 1, skipped: 0 });
keepCounts('matrix', sumCounts(all.flatMap(counted)));
const tables = [
  tableOf(
    ['Python', 'DSPy', 'outcome'],
    pythons.map(({ python, dspy, said }) => [python, dspy, said]),
  ),
  tableOf(
    ['Node', 'Jest', 'outcome'],
    nodes.map(({ node, version, jest, said }) => [version ?? node, jest, said]),
  ),
];
if (!isThin)
  writeFileSync(FILE, readFileSync(FILE, 'utf8').replace(BETWEEN, `<!-- matrix -->\n\n${tables.join('\n\n')}\n\n<!-- end of matrix -->`));
process.stdout.write(`${tables.join('\n\n')}\n`);
process.exitCode = all.some(({ isGood }) => !isGood) ? 1 : 0;
