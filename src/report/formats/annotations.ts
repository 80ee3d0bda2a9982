import { isAbsolute, relative, resolve } from 'node:path';
import type { Report } from '../../shared/boundaries/report';
import { posixPath } from '../../shared/posix-path';
import { toldUnused } from '../told-unused';

/** GitHub shows so many of a kind for one step. */
const MOST = 10;

export interface AnnotationPlaces {
  /** What the report's paths are relative to. */
  readonly from: string;
  /** The checkout. */
  readonly root: string;
}

/** Notes on the lines of failing tests and of rules that nobody used, in GitHub's words. */
export function annotations(report: Report, places: AnnotationPlaces, { failures }: { readonly failures: boolean }): string[] {
  const errors = failures ? failing(report) : [];
  const rules = toldUnused(report).map(({ declaredAt, label }) => ({
    place: declaredAt,
    title: 'This rule answered nothing',
    message: `No LM call in "${label}" matched it.`,
  }));
  return [
    ...errors.slice(0, MOST).map((note) => command('error', note, places)),
    ...rules.slice(0, MOST).map((note) => command('warning', note, places)),
  ];
}

interface Note {
  readonly place: string;
  readonly title: string;
  readonly message: string;
}

function failing({ files, texts, brokenFiles }: Report): Note[] {
  const failed = files.flatMap(({ file, tests }) =>
    tests.flatMap(({ fullName, status, details }) => {
      const number = details?.failedAt ?? details?.declaredAt ?? null;
      const place = number === null ? file : (texts[number] ?? file);
      const message = (details?.errors ?? []).map((error) => withoutFrames(texts[error] ?? '')).join('\n\n');
      return status === 'failed' ? [{ place, title: fullName, message: message || 'It failed.' }] : [];
    }),
  );
  return [...brokenFiles.map(({ file, message }) => ({ place: file, title: 'The file did not run', message })), ...failed];
}

/** Above the stack stands what a person reads. */
function withoutFrames(error: string): string {
  return error.replace(/\n\s+at .*/g, '');
}

function command(kind: 'error' | 'warning', { place, title, message }: Note, { from, root }: AnnotationPlaces): string {
  const [, path = place, line] = /^(.*?)(?::(\d+))?$/s.exec(place) ?? [];
  const file = posixPath(relative(root, isAbsolute(path) ? path : resolve(from, path)));
  const properties = [`file=${property(file)}`, ...(line === undefined ? [] : [`line=${line}`]), `title=${property(title)}`];
  return `::${kind} ${properties.join(',')}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
