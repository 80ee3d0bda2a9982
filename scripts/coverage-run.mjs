import { existsSync, mkdirSync, rmSync } from 'node:fs';
import istanbul from 'istanbul-lib-report';
import reports from 'istanbul-reports';
import { buildWithMaps } from './coverage-build.mjs';
import { readNeeded, shortfalls } from './coverage-gate.mjs';
import { coverageOfSources } from './coverage-lines.mjs';
import { olderPython } from './coverage-older.mjs';
import { COUNTED_BY_JEST, OF_JEST, OF_PROCESSES, PLACES, REPORTS, WORKERS_GRACE } from './coverage-places.mjs';
import { CountedInProcesses } from './coverage-processes.mjs';
import { measurePython, pythonFiles } from './coverage-python.mjs';
import { report } from './coverage-table.mjs';
import { PYTHON } from './python.mjs';
import { ROOT } from './stamp.mjs';
import { runTests } from './test.mjs';

/** What Jest does not count itself is no source, or counted where it runs. The reports of Jest's own are not read. */
const JEST_ARGS = [
  '--coverageProvider=v8',
  '--coverageReporters=json',
  `--coverageDirectory=${OF_JEST}`,
  // Named, they count also where an environment of a test runs them, beside its sandbox.
  '--collectCoverageFrom=["src/**/*.ts","factories/**/*.ts"]',
  WORKERS_GRACE,
  '--reporters=default',
  '--reporters=<rootDir>/scripts/coverage-jest-reporter.mjs',
  // Last: a list would take the names of tests that follow it.
  '--coverage',
];

/** Runs tests, tells which lines ran in any of their processes, and gives the exit code of the tests. */
export async function runWithCoverage(jestArgs) {
  for (const folder of [...PLACES, REPORTS]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  await buildWithMaps();
  const inProcesses = new CountedInProcesses(OF_PROCESSES);
  const isWhole = jestArgs.length === 0;
  const older = isWhole ? await olderPython() : undefined;
  const code = await measured(inProcesses, [PYTHON, ...(older ? [older.python] : [])], async () => {
    const codes = [await runTests('coverage', [...JEST_ARGS, ...jestArgs], {}, isWhole), (await older?.run()) ?? 0];
    return Math.max(...codes);
  });
  const unreadable = inProcesses.stop();
  if (!existsSync(COUNTED_BY_JEST)) return code;
  const groups = [
    { title: 'TypeScript', files: writeSources(await coverageOfSources(inProcesses.counted)) },
    { title: 'Python', files: pythonFiles() },
  ];
  process.stdout.write(`\n${report(groups)}\n`);
  process.stdout.write(`\n${processesLine(inProcesses.processes, unreadable)}\nJSON and lcov are in coverage/.\n`);
  // Some tests alone run some of the lines alone.
  return isWhole ? Math.max(code, gate(groups)) : code;
}

function gate(groups) {
  const wrong = shortfalls(
    groups.flatMap(({ files }) => files),
    readNeeded(),
  );
  if (wrong.length > 0)
    process.stderr.write(`\nToo little was run by the tests:\n  ${wrong.join('\n  ')}\n  what is needed: scripts/coverage-needed.json\n`);
  return wrong.length > 0 ? 1 : 0;
}

function processesLine(processes, unreadable) {
  const killed = unreadable > 0 ? `; ${unreadable} more were killed while they wrote` : '';
  return `Besides the tests themselves, ${processes} Node processes ran code of the package and wrote what they ran${killed}.`;
}

async function measured(inProcesses, pythons, work) {
  const endPython = measurePython(pythons);
  process.env.NODE_V8_COVERAGE = OF_PROCESSES;
  inProcesses.start();
  try {
    return await work();
  } finally {
    delete process.env.NODE_V8_COVERAGE;
    endPython();
  }
}

function writeSources(coverageMap) {
  const context = istanbul.createContext({ dir: REPORTS, coverageMap });
  reports.create('json', { file: 'typescript.json' }).execute(context);
  reports.create('lcovonly', { file: 'typescript.lcov', projectRoot: ROOT }).execute(context);
  return coverageMap.files().map((path) => {
    const { covered, total } = coverageMap.fileCoverageFor(path).toSummary().lines;
    return { path: path.slice(ROOT.length + 1), covered, lines: total };
  });
}
