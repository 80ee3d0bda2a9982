import type { Report, ReportedFile, ReportedTest } from '../../shared/boundaries/report';
import { fileLabel } from '../../shared/file-label';
import { byStatus } from '../totals';

/** A report as JUnit's XML, which most CI systems show: a suite to each file. */
export function junitOf(report: Report): string {
  const { tests } = report.totals;
  const ran = tests.passed + tests.failed + tests.skipped + report.brokenFiles.length;
  const counts = `tests="${ran}" failures="${tests.failed}" errors="${report.brokenFiles.length}" skipped="${tests.skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dspex" ${counts} time="${seconds(report.durationMs)}">`,
    ...report.files.map((file) => suiteOf(file, report)),
    ...report.brokenFiles.filter(({ file }) => report.files.every((reported) => reported.file !== file)).map(brokenSuite),
    '</testsuites>',
    '',
  ].join('\n');
}

/** A file that broke off has tests that ran, and one error beside them. */
function suiteOf(reported: ReportedFile, { texts, startedAt, brokenFiles, files }: Report): string {
  const { file, tests } = reported;
  const isFirst = files.find((other) => other.file === file) === reported;
  const broken = isFirst ? brokenFiles.filter((other) => other.file === file) : [];
  const { failed, skipped } = byStatus(tests);
  const time = tests.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const begun = tests.flatMap(({ details }) => details?.startedAt ?? []);
  const at = begun.length === 0 ? startedAt : new Date(Math.min(...begun)).toISOString();
  return [
    `  <testsuite name="${escaped(fileLabel(reported))}" tests="${tests.length + broken.length}" failures="${failed}" errors="${broken.length}" skipped="${skipped}" time="${seconds(time)}" timestamp="${at}">`,
    ...tests.map((test) => caseOf(file, test, texts)),
    ...broken.map((one) => `    ${brokenCase(one)}`),
    '  </testsuite>',
  ].join('\n');
}

function caseOf(file: string, { fullName, status, durationMs, details }: ReportedTest, texts: readonly string[]): string {
  const head = `    <testcase name="${escaped(fullName)}" classname="${escaped(file)}" file="${escaped(file)}" time="${seconds(durationMs)}"`;
  if (status === 'skipped') return `${head}><skipped/></testcase>`;
  if (status === 'passed') return `${head}/>`;
  const errors = (details?.errors ?? []).map((error) => texts[error] ?? '');
  const first = errors[0]?.split('\n', 1)[0] ?? 'It failed.';
  return `${head}><failure message="${escaped(first)}">${escaped(errors.join('\n\n'))}</failure></testcase>`;
}

function brokenSuite(broken: Report['brokenFiles'][number]): string {
  const name = escaped(broken.file);
  return `  <testsuite name="${name}" tests="1" failures="0" errors="1" skipped="0">${brokenCase(broken)}</testsuite>`;
}

function brokenCase({ file, message }: Report['brokenFiles'][number]): string {
  const error = `<error message="The file did not run">${escaped(message)}</error>`;
  return `<testcase name="loads" classname="${escaped(file)}">${error}</testcase>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Signs that XML has no way to say. */
const UNSAYABLE = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escaped(text: string): string {
  return text.replace(UNSAYABLE, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
