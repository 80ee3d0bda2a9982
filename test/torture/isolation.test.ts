import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, runJest } from '../e2e/run-jest';
import { Random } from './random';

/** `npm run isolation -- --draws 5000 --seed 7` sets both. */
const DRAWS = Number(process.env.DSPEX_ISOLATION_DRAWS || 30);
const SEED = Number(process.env.DSPEX_ISOLATION_SEED || 1);
/** The most changes that one test makes. */
const MOST = 6;

const PYTHON = process.env.DSPEX_PYTHON ?? join(process.cwd(), '.venv/bin/python');
const source = readFileSync(join(__dirname, '../../python/tests/resets/many_changes.py'), 'utf8');

/** Each test that changes something has one behind it that looks. Numbers are left out: each test has a seed of its own. */
const TESTS = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const run = async (name, inputs) => (await (await dspex.loadModule('many_changes:' + name)).execute(inputs)).outputs;
const looked = async () => Object.fromEntries(Object.entries((await run('LookAtAll', {})).seen).filter(([name]) => !/random/.test(name)));
let fresh;
isolatedTest('looks at first', { level: 'namespace' }, async () => { fresh = await looked(); });
for (const [index, names] of require('./draws.json').entries()) {
  isolatedTest(index + ': ' + names.join(', '), { level: 'namespace' }, () => run('ChangeSome', { names }));
  isolatedTest('after ' + index + ': ' + names.join(', '), { level: 'namespace' }, async () => expect(await looked()).toEqual(fresh));
}
`;

/** What each test changes, until there are so many changes. */
function draws(names: readonly string[]): string[][] {
  const random = new Random(SEED);
  const all: string[][] = [];
  for (let count = 0; count < DRAWS; count += all.at(-1)?.length ?? 0)
    all.push([...new Set(Array.from({ length: 1 + random.below(MOST) }, () => random.pick(names)))]);
  return all;
}

// Fails when a test sees what the one before it has changed in their process, asked from Node, where processes that cannot be put back go.
test(`none of ${DRAWS} changes is seen by the next test (seed ${SEED})`, async () => {
  const project = makeProject({ 'a.test.js': TESTS, 'many_changes.py': source });
  try {
    writeFileSync(join(project.folder, 'draws.json'), JSON.stringify(draws(namesOfChanges())));
    const { tests } = await runJest(project, { env: { TEST_MODE: 'integration', CI: '' } });
    const red = tests.filter(({ status }) => status !== 'passed').map(({ fullName, failureMessages }) => [fullName, failureMessages[0]]);
    expect(red.slice(0, 3)).toEqual([]);
    expect(tests.length).toBeGreaterThan(DRAWS / MOST);
  } finally {
    project.remove();
  }
}, 1_800_000);

function namesOfChanges(): string[] {
  const list = 'import json, many_changes; print(json.dumps(sorted(many_changes.CHANGES)))';
  const folder = join(__dirname, '../../python/tests/resets');
  return JSON.parse(execFileSync(PYTHON, ['-c', list], { cwd: folder, encoding: 'utf8' })) as string[];
}
