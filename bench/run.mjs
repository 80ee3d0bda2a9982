import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { PYTHON, setup } from '../scripts/setup.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { step } from '../scripts/step.mjs';
import { measureCassettes } from './cassettes.mjs';
import { measureFew } from './few.mjs';
import { measureMore } from './more.mjs';
import { measurePython } from './python.mjs';
import { measureSlowImport } from './slow-import.mjs';
import { ms, times } from './stats.mjs';
import { measureSuites, measureTrivial } from './suites.mjs';

await setup();
await step(
  'Installing pytest for the comparison',
  PYTHON,
  ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', 'bench/requirements.txt'],
  { cwd: ROOT },
);
process.stdout.write('Measuring, in turns; about six minutes …\n');
const few = measureFew();
const more = measureMore();
const python = await measurePython();
const suites = await measureSuites();
const slow = await measureSlowImport();
const trivial = await measureTrivial();
const cassettes = await measureCassettes();

const row = (what, value, beside, base, ratio, goal) => `| ${what} | ${ms(value)} | ${beside} | ${ms(base)} | ${ratio} | ${goal} |`;
const to = (value, base) => `${times(value / base)} ×`;
const table = [
  '| what | takes | beside | takes | ratio | built towards |',
  '| --- | --- | --- | --- | --- | --- |',
  row('a fresh child, ready', python.child, 'a cold `import dspy`', python.cold, `1 / ${times(python.cold / python.child)}`, '1 / 200'),
  row('the first predict in a fresh child', python.first, 'the second', python.second, to(python.first, python.second), '1 ×'),
  row('300 tests, a process each, 1 worker', suites.full, 'pytest, one process', suites.pytest, to(suites.full, suites.pytest), '2 ×'),
  row(
    '300 tests, a process each, 2 workers',
    suites.fullTwo,
    'pytest, one process',
    suites.pytest,
    to(suites.fullTwo, suites.pytest),
    '2 ×',
  ),
  row('300 tests, a process each, 1 worker', suites.full, '`pytest --forked`', suites.forked, to(suites.full, suites.forked), '0.5 ×'),
  row(
    '300 tests, shared process, 1 worker',
    suites.shared,
    'pytest, one process',
    suites.pytest,
    to(suites.shared, suites.pytest),
    '1.1 ×',
  ),
  row(
    '300 tests, shared process, 2 workers',
    suites.sharedTwo,
    'pytest, one process',
    suites.pytest,
    to(suites.sharedTwo, suites.pytest),
    '1.1 ×',
  ),
  row('a test of a 2 s import, `full`, preloaded', slow.preloaded, 'in one process', slow.shared, to(slow.preloaded, slow.shared), '2 ×'),
  row('the same, built in `beforeAll`', slow.built, 'in one process', slow.shared, to(slow.built, slow.shared), '2 ×'),
  row('the same, imported anew', slow.anew, 'in one process', slow.shared, to(slow.anew, slow.shared), ''),
  row('100 trivial files', trivial.ours, 'jest-environment-node', trivial.node, to(trivial.ours, trivial.node), '1.05 ×'),
  row('a call played from 10,000 cassettes', cassettes.many, 'from 10 cassettes', cassettes.few, to(cassettes.many, cassettes.few), '1 ×'),
  row('a bridge call (ping)', python.ping, 'one byte echoed over a Unix socket', python.echo, to(python.ping, python.echo), ''),
].join('\n');
const both = (name, part) => `${ms(few[name][part].median)} (${ms(few[name][part].min)} – ${ms(few[name][part].max)})`;
const fewRow = (what, name, beside, base) =>
  `| ${what} | ${both(name, 'wall')} | ${both(name, 'cpu')} | ${beside} | ${to(few[name].wall.median, base('wall'))} | ${to(few[name].cpu.median, base('cpu'))} |`;
const empty = (part) => few.empty[part].median;
const emptyAndImport = (part) => few.empty[part].median + few.import[part].median;
const fewTable = [
  '| whole command | wall | CPU | beside | wall | CPU |',
  '| --- | --- | --- | --- | --- | --- |',
  fewRow('plain Jest, one empty test', 'empty', '', empty),
  fewRow('a cold `import dspy`', 'import', 'plain Jest', empty),
  fewRow('one unit test', 'unit', 'plain Jest', empty),
  fewRow('three DSPy tests, shared process', 'shared', 'plain Jest and the import, one after the other', emptyAndImport),
  fewRow('three DSPy tests, a process each', 'full', 'plain Jest and the import, one after the other', emptyAndImport),
].join('\n');
const moreRow = (what, { wall, cpu }) =>
  `| ${what} | ${ms(wall.ours)} | ${ms(cpu.ours)} | ${ms(wall.plain)} | ${ms(cpu.plain)} | ${to(wall.ours, wall.plain)} | ${to(cpu.ours, cpu.plain)} |`;
const moreTable = [
  '| one more | wall | CPU | plain DSPy: wall | CPU | wall | CPU |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  moreRow('predict in a test', more.predict),
  moreRow('example of an evaluation', more.evaluate),
].join('\n');
const figures = { few, more, python, suites, slow, trivial, cassettes };
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() || 'unnamed'}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${process.platform}, ${new Date().toISOString().slice(0, 10)}`;
process.stdout.write(`\n${table}\n\n${fewTable}\n\n${moreTable}\n\nMeasured on ${machine}.\n`);
if (process.argv.includes('--trend')) addToTrend(process.argv[process.argv.indexOf('--trend') + 1]);
writeFileSync(
  join(ROOT, 'docs', 'benchmarks.md'),
  `# Benchmarks

\`npm run bench\` measures these in one run, the contenders of a row in turn, and writes this page. Ratios travel; milliseconds do not.

${table}

## A few tests

What people wait for all day: the whole command, start-up included. Medians of seven rounds, least and greatest in brackets; CPU is that of
all processes together.

${fewTable}

## One more of the same

What one more predict, or one more example of an evaluation, costs in a test that has made its program: the difference between whole commands
of many and of one. Plain DSPy asks \`DummyLM\`, in one process.

${moreTable}

Measured on ${machine}. Medians of 15 rounds for processes and calls, 3 for suites, 5 for trivial files.

The 300 tests are in 3 files; each makes one \`ChainOfThought\` from \`question -> answer\`, runs it once with an answer of its own, and checks
it. In pytest the same body runs with DSPy's \`DummyLM\`. Times are those of the whole command, start-up included.

The test of a 2 s import makes one program of a module that builds 200,000 objects while it is imported, and runs it once; its time is that from one test to the
next, in a file of 40. Built in \`beforeAll\`, it runs a program that is there already. The import itself is paid once, or, imported anew, by each test.

## Where the time goes

A fresh process costs a few milliseconds more per test than a shared one, nearly all of it pages that are copied when they are first
written to. Spares are forked ahead and have run one predict, so that a test does not wait for that.

One unit test costs more than plain Jest by what is loaded for it: on this machine, in CPU, setup 140 ms and environment 240 ms, of which
zod is 50, nock 45 and vscode-jsonrpc 18. Of three DSPy tests, the import of DSPy is the longest part; it begins in globalSetup, beside the
rest.
`,
);

/** One line to each time: what was measured, of which commit, and when. */
function addToTrend(file) {
  mkdirSync(dirname(file), { recursive: true });
  const { GITHUB_SHA: commit = null } = process.env;
  appendFileSync(file, `${JSON.stringify({ commit, at: new Date().toISOString(), machine, ...figures })}\n`);
}
