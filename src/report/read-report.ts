import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../shared/boundaries/report';
import { DspexError } from '../shared/errors';
import { REPORT_JSON } from './report-files';

/** A report, by its path or by that of its folder. Throws REPORT_INVALID. */
export function readReport(path: string): Report {
  const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, REPORT_JSON) : path;
  const parsed = Report.safeParse(jsonIn(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(file, `it is no report of this version: ${issue?.path.join('.')}: ${issue?.message}`);
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw invalid(file, cause instanceof SyntaxError ? `it is no JSON: ${cause.message}` : (cause as Error).message, cause);
  }
}

function invalid(file: string, why: string, cause?: unknown): DspexError {
  return new DspexError({
    code: 'REPORT_INVALID',
    what: `There is no report to be read in ${file}.`,
    why,
    next: 'npx jest   # writes one into .dspex/report',
    cause,
  });
}
