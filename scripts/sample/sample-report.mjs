import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isMain, ROOT } from '../stamp.mjs';
import { LAST_RUN, sampleTest } from './sample-test.mjs';
import { BEGAN, HOUR, SUBJECTS } from './words.mjs';

// A report as a support desk's tests would give it, of any size: for screenshots, and for how the page copes with many tests.
const require = createRequire(import.meta.url);
const built = (path) => require(join(ROOT, 'build/src', path));

class Texts {
  all = [];
  numbers = new Map();
  number = (text) => {
    if (!this.numbers.has(text)) this.numbers.set(text, this.all.push(text) - 1);
    return this.numbers.get(text);
  };
}

/** `run`: which of several, from 0. */
export function sampleReport({ tests = 48, callsPerTest = 3, run = 0 } = {}) {
  const texts = new Texts();
  const files = new Map();
  for (let at = 0; at < tests; at += 1) {
    const file = `test/${SUBJECTS[at % 5].toLowerCase()}${at < 40 ? '' : `-${Math.floor(at / 40)}`}.test.ts`;
    files.set(file, [...(files.get(file) ?? []), sampleTest(texts, at, { callsPerTest, run })]);
  }
  return built('shared/boundaries/report.js').Report.parse({ ...head(run), ...countedFiles(files), texts: texts.all });
}

function head(run) {
  const lies = 'test/fixtures/lm_responses/test';
  return {
    ...{
      schemaVersion: 1,
      runId: `sample-${run}`,
      startedAt: new Date(BEGAN + run * 26 * HOUR).toISOString(),
      durationMs: 8400 + run * 130,
    },
    skippedByLayer: {},
    unusedRules: run === LAST_RUN ? [{ declaredAt: 'test/triage.test.ts:18', label: 'Triage keeps the tone polite', count: 1 }] : [],
    cassettes: {
      ...{ played: 17, recorded: 2, moved: 1, movedPaths: [`${lies}/inbox.test.ts/drafts-a-reply-2a91/7c1f.json`], pending: 0 },
      ...{ redacted: [], stale: [], unused: [`${lies}/agent.test.ts/asks-twice-91cd/11ab.json`], orphaned: [], misses: [] },
    },
    ...{ leaks: [], stopped: null, causes: [], failures: [], notices: [], gone: [], history: [], brokenFiles: [], usedRules: [] },
  };
}

function countedFiles(files) {
  const { byLayer, byStatus, emptyLmCalls, sumLmCalls } = built('report/totals.js');
  const told = [...files].map(([file, tests]) => {
    const calls = tests.flatMap(({ details }) => details?.calls ?? []);
    const lmCalls = emptyLmCalls();
    for (const { source } of calls) lmCalls[source] += 1;
    return { file, project: null, tests, outside: null, lmCalls, costUsd: calls.reduce((sum, { costUsd }) => sum + costUsd, 0) };
  });
  const tests = told.flatMap((file) => file.tests);
  const costUsd = told.reduce((sum, file) => sum + file.costUsd, 0);
  const lmCalls = told.reduce((sum, file) => sumLmCalls(sum, file.lmCalls), emptyLmCalls());
  return {
    files: told,
    totals: { tests: { ...byStatus(tests), byLayer: byLayer(tests) }, lmCalls, costUsd, forks: 4, leaks: 0, withResources: 2 },
    ledger: { spentUsd: costUsd, budgetUsd: 1, monthUsd: 0.94 + costUsd, monthlyBudgetUsd: 10 },
  };
}

/** `node scripts/sample/sample-report.mjs <folder> [tests] [calls] [runs]`: runs one after the other, so that there is a last time. */
if (isMain(import.meta.url)) {
  const [folder, tests = '48', callsPerTest = '3', runs = '6'] = process.argv.slice(2);
  const { writeReport } = built('report/report-files.js');
  for (let run = LAST_RUN + 1 - Number(runs); run <= LAST_RUN; run += 1)
    writeReport(sampleReport({ tests: Number(tests), callsPerTest: Number(callsPerTest), run }), folder);
}
