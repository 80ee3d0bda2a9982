import type { ToldFile, ToldTest } from '../../shared/boundaries/details';
import type { FailedProcess } from '../../shared/boundaries/failure';
import { placesIn, shown } from '../../shared/stack-places';
import type { Context } from '../context/context';
import { MOST_CHARS } from './call-texts';
import { cut, errorText } from './shown-value';
import { TextTable } from './text-table';
import { ToldAsked } from './told-asked';

/** What is told of one attempt that is over. */
export interface EndedTest {
  readonly context: Context;
  readonly ordinal: number;
  readonly errors: readonly unknown[];
  /** Where the test stands, as an error that was made there. */
  readonly declared: unknown;
  readonly processes: readonly FailedProcess[];
}

/** What the tests of one file did, gathered for the report and sent once, when the file is done. */
export class FileDetails {
  private readonly texts = new TextTable();
  private readonly asked = new ToldAsked(this.texts);
  private readonly tests = new Map<string, ToldTest>();

  constructor(private readonly testPath: string) {}

  /** A later attempt takes the place of the one before it. */
  addTest({ context, ordinal, errors, declared, processes }: EndedTest): void {
    const failed = errors.length > 0;
    for (const error of errors) sayThrown([error].flat());
    const texts = errors.map((error) => cut(errorText([error].flat()[0]), MOST_CHARS.error));
    this.tests.set(`${ordinal} ${context.label}`, {
      ...this.asked.of(context, failed),
      fullName: context.label,
      ordinal,
      declaredAt: failed ? this.placeIn(errorText([declared].flat()[0])) : null,
      failedAt: failed ? this.placeIn(texts[0] ?? '') : null,
      errors: texts.map(this.texts.number),
      processes: processes.filter(({ stdout, stderr, ended }) => stdout + stderr !== '' || ended !== null).map(this.asked.process),
    });
  }

  /** What the file asked outside of its tests, as in a beforeAll. */
  addFile(context: Context): void {
    const told = this.asked.of(context, false);
    if (told.calls.length + told.requests.length === 0) return;
    this.tests.set('file', { ...told, fullName: null, ordinal: 0, declaredAt: null, failedAt: null, errors: [], processes: [] });
  }

  /** All of it, each text cleaned once. */
  take(redact: (text: string) => string): ToldFile {
    return { tests: [...this.tests.values()], texts: this.texts.all().map(redact) };
  }

  /** The line of the test file that a stack names first. */
  private placeIn(stack: string): number | null {
    for (const place of placesIn(stack)) if (place.file === this.testPath) return this.texts.number(shown(place));
    return null;
  }
}

/**
 * For undefined and null, Jest shows the error that stands for where the test is. Jest 29 writes what was thrown on it when it makes the
 * results: too late for a stack that was read before, which keeps the message that it had then.
 */
function sayThrown([thrown, declared]: readonly unknown[]): void {
  if ((thrown ?? null) === null && typeof declared === 'object') Object.assign(declared ?? {}, { message: `thrown: ${thrown}` });
}
