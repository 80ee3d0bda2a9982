import { PYTHON, setup } from '../scripts/setup.mjs';
import { stage } from '../scripts/stage.mjs';
import { fail } from '../scripts/step.mjs';
import { printComparison, printFigures, writePage } from './report.mjs';
import { ROWS } from './rows.mjs';
import { commitOf, siteOfCommit } from './runner/builds.mjs';
import { measureRow } from './runner/measure.mjs';
import { optionsOf, ROUNDS } from './runner/options.mjs';
import { profileRows } from './runner/profile.mjs';
import { installPytest } from './runner/python-site.mjs';
import { Store } from './runner/store.mjs';

const options = optionsOf(process.argv.slice(2));
// Standard output is for the figures alone.
options.print = process.stdout.write.bind(process.stdout);
if (options.json) process.stdout.write = process.stderr.write.bind(process.stderr);
const say = (line) => process.stderr.write(`${line}\n`);

const isComparing = options.against !== undefined;
const against = isComparing ? commitOf(options.against) : undefined;
const chosen = ROWS.filter(({ name }) => name.toLowerCase().includes(options.only.toLowerCase()));
const rows = isComparing ? chosen.filter(isComparable) : chosen;
if (rows.length === 0)
  fail(
    `No row has "${options.only}" in its name.`,
    `there are: ${ROWS.map(({ name }) => name).join('; ')}`,
    'npm run bench -- --only watch',
  );

const store = new Store(isComparing ? `against-${against}` : 'rows');
if (options.profile) await profile();
else {
  if (!options.summary) await measure();
  await tell();
}

function isComparable({ reaches, contenders }) {
  return !reaches && Object.values(contenders).some(({ own }) => own);
}

async function prepare() {
  await setup();
  await installPytest(PYTHON);
  return { label: 'this build', stage: stage() };
}

async function profile() {
  await profileRows(rows.filter(isComparable), await prepare(), say);
}

async function measure() {
  const here = await prepare();
  const sites = isComparing ? { before: await siteOfCommit(against), after: here } : { '': here };
  const commit = commitOf('HEAD');
  const isDone = (row) => {
    const before = options.resume ? store.read(row) : null;
    return before !== null && before.commit === commit && before.error === undefined && before.rounds >= (row.rounds ?? options.rounds);
  };
  for (const [index, row] of rows.entries()) {
    if (isDone(row)) continue;
    say(`${index + 1} of ${rows.length}  ${row.name} …`);
    store.remove(row);
    const save = (result) => store.write(row, { ...result, commit });
    const { error, seconds } = await measureRow(row, sites, { rounds: options.rounds, save, say });
    say(error === undefined ? `✓ ${row.name} (${seconds.toFixed(0)} s)` : `✗ ${row.name}: ${error}`);
  }
}

async function tell() {
  const results = rows.map((row) => [row, store.read(row)]);
  if (isComparing) return printComparison(results, against, options);
  printFigures(results, options);
  const isWhole = options.only === '' && options.rounds >= ROUNDS;
  if (options.write || (isWhole && !options.summary)) writePage(results);
  if (results.some(([, result]) => result?.error !== undefined)) process.exitCode = 1;
}
