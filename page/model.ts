import type { ToldCall, ToldEvaluation } from '../src/shared/boundaries/details';
import type { Details, EvaluationBefore, Report, ReportedFile, ReportedTest } from '../src/shared/boundaries/report';
import { fileLabel } from '../src/shared/file-label';

/** A test with where it is, and what is added up of it once. */
export interface Test extends Omit<ReportedTest, 'details'> {
  readonly id: string;
  /** With its project, where several ran it. */
  readonly file: string;
  readonly path: string;
  readonly details: Details | null;
  readonly costUsd: number;
  /** True for what a file did outside of its tests. */
  readonly isOutside: boolean;
  /** Its name and file, for the search. */
  readonly sought: string;
}

export interface Call extends ToldCall {
  readonly test: Test;
  readonly index: number;
}

/** The report as the views read it. */
export interface Model {
  readonly report: Report;
  readonly tests: readonly Test[];
  readonly byId: ReadonlyMap<string, Test>;
  readonly calls: readonly Call[];
  /** The text of a number; '' for null. */
  readonly text: (number: number | null) => string;
}

export function modelOf(report: Report): Model {
  const tests = report.files.flatMap(testsOf);
  return {
    report,
    tests,
    byId: new Map(tests.map((test) => [test.id, test])),
    calls: tests.flatMap((test) => (test.details?.calls ?? []).map((call, index) => ({ ...call, test, index }))),
    text: (number) => (number === null ? '' : (report.texts[number] ?? '')),
  };
}

/** A file's tests, and what it did outside of them as one more. */
function testsOf(file: ReportedFile): Test[] {
  const { tests, outside } = file;
  const own = tests.map((test) => testOf(file, test));
  if (outside === null) return own;
  const { layer, lmMode, isolation } = tests[0] ?? { layer: 'unit', lmMode: 'mock', isolation: 'full' };
  const around = {
    fullName: '(outside of its tests)',
    ordinal: 0,
    layer,
    lmMode,
    isolation,
    durationMs: 0,
    attempts: 1,
    before: null,
  } as const;
  return [...own, testOf(file, { ...around, status: 'passed', details: outside }, ' outside')];
}

function testOf(reported: ReportedFile, test: ReportedTest, mark = ''): Test {
  const file = fileLabel(reported);
  const costUsd = (test.details?.calls ?? []).reduce((sum, call) => sum + call.costUsd, 0);
  const id = [file, test.fullName, ...(test.ordinal === 0 ? [] : [test.ordinal])].join(' › ') + mark;
  return { ...test, id, file, path: reported.file, costUsd, isOutside: mark !== '', sought: `${test.fullName} ${file}`.toLowerCase() };
}

export interface Evaluated {
  /** As the history calls it. */
  readonly key: string;
  readonly test: Test;
  readonly told: ToldEvaluation;
  readonly before: EvaluationBefore | null;
}

export function evaluationsOf(test: Test): Evaluated[] {
  return (test.details?.evaluations ?? []).map((told, at) => ({
    key: `${test.id} › ${at}`,
    test,
    told,
    before: test.before?.evaluations[at] ?? null,
  }));
}
