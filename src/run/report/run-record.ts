import { randomUUID } from 'node:crypto';
import { relative, sep } from 'node:path';
import { ReportTexts } from '../../report/report-texts';
import { byLayer, byStatus, emptyLmCalls, sumLmCalls } from '../../report/totals';
import type { Report } from '../../shared/boundaries/report';
import type { RunEvent, RunEventOf } from '../../shared/boundaries/run-events';
import type { Layer } from '../../shared/layers';
import { posixPath } from '../../shared/posix-path';
import { type CassetteEvent, CassetteRecord, isCassetteEvent } from './cassette-record';
import { FileRecords } from './file-records';

/** What the record itself does not know. */
export interface ReportExtras {
  readonly orphaned?: readonly string[];
  readonly ledger?: Report['ledger'];
}

type OtherEvent = Exclude<RunEvent, CassetteEvent>;

/** Adds up what the workers tell. Lives in Jest's main process; the host feeds it, reporter and teardown read it. */
export class RunRecord {
  private readonly files = new FileRecords();
  private readonly skipped = new Map<Layer, number>();
  private readonly unused = new Map<string, { label: string; count: number }>();
  private readonly used = new Set<string>();
  private readonly causes = new Map<string, { cause: RunEventOf<'cause'>; tests: Set<string> }>();
  private readonly leaks: Omit<RunEventOf<'leak'>, 'type'>[] = [];
  private readonly failures: Omit<RunEventOf<'failure'>, 'type'>[] = [];
  private readonly notices = new Map<string, string>();
  private readonly broken = new Map<string, string>();
  readonly cassettes = new CassetteRecord();
  private stopped: string | null = null;
  private forks = 0;
  private withResources = 0;
  private readonly adders: { readonly [Type in OtherEvent['type']]: (event: RunEventOf<Type>) => void } = {
    test: (event) => this.files.of(event).addTest(event),
    details: ({ texts, tests, ...event }) => this.files.of(event).addDetails({ texts, tests }),
    lm_calls: (event) => this.files.of(event).addLmCalls(event),
    fork: () => void this.forks++,
    unused_rule: (event) => this.addUnused(event),
    used_rule: ({ declaredAt }) => void this.used.add(declaredAt),
    layer_skipped: ({ layer, count }) => void this.skipped.set(layer, (this.skipped.get(layer) ?? 0) + count),
    resources: () => void this.withResources++,
    stopped: ({ why }) => {
      this.stopped = why;
    },
    cause: (event) => this.addCause(event),
    leak: ({ type: _, ...leak }) => void this.leaks.push(leak),
    failure: ({ type: _, ...failure }) => void this.failures.push(failure),
    notice: ({ key, text }) => void this.notices.set(key ?? text, text),
  };

  constructor(private readonly runId: string = randomUUID()) {}

  add(event: RunEvent): void {
    if (isCassetteEvent(event)) this.cassettes.add(event);
    else (this.adders[event.type] as (other: OtherEvent) => void)(event);
  }

  /** Jest tells of a file that could not be loaded, or that broke off. */
  addBroken(file: string, message: string): void {
    this.broken.set(file, message);
  }

  /** True when the run had nothing of dspex in it but the environment: then there is nothing to say. */
  get isPlain(): boolean {
    const files = this.files.all;
    if (this.stopped !== null || this.causes.size > 0) return false;
    const other = this.forks + this.withResources + this.unusedPlaces().length + this.skipped.size + this.leaks.length + this.notices.size;
    return other === 0 && this.cassettes.isEmpty && files.every((file) => file.isPlain);
  }

  /** `rootDir`: file names are told relative to it. They are in order, so that two runs of the same tests can be compared. */
  toReport(startedAt: number, now: number, rootDir?: string, { orphaned = [], ledger = null }: ReportExtras = {}): Report {
    const texts = new ReportTexts();
    const files = this.files.toReport((path) => shorten(path, rootDir), texts);
    const tests = files.flatMap((file) => file.tests);
    return {
      schemaVersion: 1,
      runId: this.runId,
      startedAt: new Date(startedAt).toISOString(),
      durationMs: now - startedAt,
      totals: {
        tests: { ...byStatus(tests), byLayer: byLayer(tests) },
        lmCalls: files.reduce((sum, file) => sumLmCalls(sum, file.lmCalls), emptyLmCalls()),
        costUsd: files.reduce((sum, file) => sum + file.costUsd, 0),
        forks: this.forks,
        leaks: this.leaks.length,
        withResources: this.withResources,
      },
      skippedByLayer: Object.fromEntries(this.skipped),
      unusedRules: this.unusedPlaces().map(([place, { label, count }]) => ({ declaredAt: shorten(place, rootDir), label, count })),
      usedRules: this.usedElsewhere(rootDir),
      cassettes: this.cassettes.toReport(rootDir, orphaned),
      ledger,
      stopped: this.stopped,
      causes: [...this.causes.values()]
        .map(({ cause: { code, what, next }, tests }) => ({ code, what, next, tests: tests.size }))
        .sort((a, b) => b.tests - a.tests),
      leaks: this.leaks.map((leak) => ({ ...leak, file: shorten(leak.file, rootDir) })),
      failures: this.failures.map((failure) => ({ ...failure, file: shorten(failure.file, rootDir) })),
      notices: [...this.notices.values()],
      brokenFiles: [...this.broken].map(([file, message]) => ({ file: shorten(file, rootDir), message })),
      files,
      gone: [],
      history: [],
      texts: texts.all(),
    };
  }

  /** A retried test counts once. */
  private addCause(cause: RunEventOf<'cause'>): void {
    const key = JSON.stringify([cause.code, cause.what]);
    const known = this.causes.get(key) ?? { cause, tests: new Set() };
    known.tests.add(JSON.stringify([cause.file, cause.project?.id, cause.label]));
    this.causes.set(key, known);
  }

  private addUnused({ declaredAt, label }: RunEventOf<'unused_rule'>): void {
    const before = this.unused.get(declaredAt);
    this.unused.set(declaredAt, { label: before?.label ?? label, count: (before?.count ?? 0) + 1 });
  }

  private unusedPlaces(): [string, { label: string; count: number }][] {
    return [...this.unused].filter(([place]) => !this.used.has(place)).sort(([a], [b]) => compare(a, b));
  }

  /** Places are relative to where Jest was started, as the paths of files are where the config lies there. */
  private usedElsewhere(rootDir: string | undefined): string[] {
    const own = new Set(this.files.all.map(({ path }) => path));
    return [...this.used]
      .map((place) => shorten(place, rootDir))
      .filter((place) => !own.has(place.replace(/:\d+$/, '')))
      .sort();
  }
}

/** Relative to rootDir, for a path or a `path:line:column` in it; what lies elsewhere, or is no path, stays as it is. */
function shorten(place: string, rootDir: string | undefined): string {
  if (rootDir === undefined || !place.startsWith(rootDir + sep)) return place;
  return posixPath(relative(rootDir, place));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
