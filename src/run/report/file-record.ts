import type { ReportTexts } from '../../report/report-texts';
import { emptyLmCalls, sumLmCalls } from '../../report/totals';
import type { ToldFile, ToldTest } from '../../shared/boundaries/details';
import type { Details, ReportedFile, ReportedTest } from '../../shared/boundaries/report';
import type { ProjectOfRun, RunEventOf } from '../../shared/boundaries/run-events';

/** What is known of one test file. */
export class FileRecord {
  private readonly tests = new Map<string, Omit<ReportedTest, 'details' | 'before'>>();
  private readonly told: ToldFile[] = [];
  private lmCalls = emptyLmCalls();
  private costUsd = 0;

  constructor(
    readonly path: string,
    readonly project: ProjectOfRun | undefined,
  ) {}

  /** A later attempt takes the place of the one before it: a retried test counts once, as it ended. */
  addTest({ type: _, file: __, project: ___, attempt, ...test }: RunEventOf<'test'>): void {
    this.tests.set(keyOf(test), { ...test, attempts: attempt });
  }

  addLmCalls(calls: RunEventOf<'lm_calls'>): void {
    this.lmCalls = sumLmCalls(this.lmCalls, calls);
    this.costUsd += calls.costUsd;
  }

  addDetails(told: ToldFile): void {
    this.told.push(told);
  }

  /** True when nothing but unit tests without an LM call ran. */
  get isPlain(): boolean {
    const calls = Object.values(this.lmCalls).reduce((sum, count) => sum + count, 0);
    return calls === 0 && [...this.tests.values()].every((test) => test.layer === 'unit');
  }

  toReport(project: string | null, shorten: (path: string) => string, texts: ReportTexts): ReportedFile {
    const details = new Map(this.told.flatMap((told) => texts.add(told)).map((test) => [keyOf(test), withoutName(test)]));
    return {
      file: shorten(this.path),
      project,
      tests: [...this.tests].map(([key, test]) => ({ ...test, details: details.get(key) ?? null, before: null })),
      outside: details.get(OUTSIDE) ?? null,
      lmCalls: this.lmCalls,
      costUsd: this.costUsd,
    };
  }
}

const OUTSIDE = keyOf({ fullName: null, ordinal: 0 });

function keyOf({ fullName, ordinal }: Pick<ToldTest, 'fullName' | 'ordinal'>): string {
  return fullName === null ? 'outside' : `${ordinal} ${fullName}`;
}

function withoutName({ fullName: _, ordinal: __, ...details }: ToldTest): Details {
  return details;
}
