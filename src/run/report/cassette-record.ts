import { join, relative } from 'node:path';
import { CassetteFolder } from '../../lm/cassettes/cassette-folder';
import type { FormerCassette, LastRun, MovedCassette } from '../../lm/cassettes/last-run';
import { orphansIn } from '../../lm/cassettes/orphans';
import type { Report } from '../../shared/boundaries/report';
import type { RunEvent, RunEventOf } from '../../shared/boundaries/run-events';

export type CassetteEvent = RunEventOf<'cassette'> | RunEventOf<'cassettes_judged'> | RunEventOf<'cassette_miss'>;

export function isCassetteEvent(event: RunEvent): event is CassetteEvent {
  return event.type === 'cassette' || event.type === 'cassettes_judged' || event.type === 'cassette_miss';
}

type How = RunEventOf<'cassette'>['how'];
type Judged = RunEventOf<'cassettes_judged'>;

/** What the run tells of its cassettes: what answered, and what nobody needs. Paths in it are absolute. */
export class CassetteRecord {
  private readonly counts: Record<Exclude<How, 'moved'>, number> = { played: 0, recorded: 0, pending: 0 };
  /** Of recordings that lie under another test, one entry to each play. */
  private readonly plays: string[] = [];
  private readonly stale = new Set<string>();
  private readonly redacted = new Map<string, readonly string[]>();
  private readonly used = new Set<string>();
  /** Played or recorded for the test whose own they are: these have not moved, whoever else plays them. */
  private readonly own = new Set<string>();
  private readonly moved = new Map<string, MovedCassette>();
  /** Of version 1, by path. */
  private readonly former = new Map<string, FormerCassette & { readonly file: string }>();
  private readonly judged = new Map<string, Judged[]>();
  private readonly misses = new Map<string, { difference: string; labels: Set<string>; count: number }>();

  get isEmpty(): boolean {
    return this.used.size === 0 && this.misses.size === 0 && this.needless('unused').length === 0 && this.needless('gone').length === 0;
  }

  get hasRecorded(): boolean {
    return this.counts.recorded > 0;
  }

  add(event: CassetteEvent): void {
    if (event.type === 'cassettes_judged') this.addJudged(event);
    else if (event.type === 'cassette_miss') this.addMiss(event);
    else this.addUse(event);
  }

  /** The folders of cassettes that the run's files have, and what test files are named relative to in them. */
  get places(): { readonly root: string; readonly base: string }[] {
    const all = [...this.judged.values()].flat().map(({ root, base }) => [root, { root, base }] as const);
    return [...new Map(all).values()];
  }

  /** Reads the folders once more: for recordings whose test file is gone. */
  async orphans(): Promise<string[]> {
    const found: string[] = [];
    for (const { root, base } of this.places)
      for (const path of await orphansIn(new CassetteFolder(root), base)) found.push(join(root, path));
    return found;
  }

  /** By folder of cassettes, what is to be known of each file after this run. */
  lastRuns(): { readonly root: string; readonly run: LastRun }[] {
    return [...this.judged.values()].map((events) => {
      const { root, file } = events[0] as Judged;
      const of = (kind: 'unused' | 'gone'): string[] => this.agreed(events, kind).map((path) => relative(root, path));
      const moved = [...this.moved].filter(
        ([path, entry]) => join(root, entry.from) === path && entry.test.file === file && !this.own.has(path),
      );
      const former = this.formerOf(root, file);
      return { root, run: { file, unused: of('unused'), gone: of('gone'), moved: moved.map(([, entry]) => entry), former } };
    });
  }

  private formerOf(root: string, ofFile: string): FormerCassette[] {
    const own = [...this.former].filter(([path, { from, file }]) => join(root, from) === path && file === ofFile);
    return own.map(([, { file, ...entry }]) => entry);
  }

  toReport(rootDir: string | undefined, orphaned: readonly string[]): Report['cassettes'] {
    const shown = (paths: Iterable<string>): string[] =>
      [...new Set(paths)].map((path) => (rootDir === undefined ? path : relative(rootDir, path)).split('\\').join('/')).sort();
    const moved = this.plays.filter((path) => !this.own.has(path));
    const misses = [...this.misses.values()].map(({ difference, labels, count }) => ({ difference, count, tests: [...labels].sort() }));
    return {
      ...this.counts,
      played: this.counts.played + this.plays.length - moved.length,
      moved: moved.length,
      movedPaths: shown(moved),
      redacted: [...this.redacted].flatMap(([path, places]) => shown([path]).map((name) => ({ path: name, places: [...places] }))),
      stale: shown(this.stale),
      unused: shown(this.needless('unused')),
      // What another test plays is needed, wherever it lies.
      orphaned: shown([...orphaned, ...this.needless('gone')].filter((path) => !this.used.has(path))),
      misses: misses.sort((a, b) => b.count - a.count),
    };
  }

  private needless(kind: 'unused' | 'gone'): string[] {
    return [...this.judged.values()].flatMap((events) => this.agreed(events, kind)).filter((path) => !this.used.has(path));
  }

  /** Two projects may run the same file: only what both find needless is. */
  private agreed(events: readonly Judged[], kind: 'unused' | 'gone'): string[] {
    const { root } = events[0] as Judged;
    const [first = [], ...others] = events.map((event) => event[kind]);
    return first.filter((path) => others.every((paths) => paths.includes(path))).map((path) => join(root, path));
  }

  private addJudged(event: Judged): void {
    const key = join(event.root, event.file);
    this.judged.set(key, [...(this.judged.get(key) ?? []), event]);
  }

  private addUse({ root, path, how, stale, belongsAt, today, redacted, test }: RunEventOf<'cassette'>): void {
    const absolute = join(root, path);
    if (how !== 'moved') this.counts[how] += 1;
    if (redacted.length > 0) this.redacted.set(absolute, redacted);
    if (how === 'pending') return;
    this.used.add(absolute);
    if (belongsAt === path) this.own.add(absolute);
    if (stale) this.stale.add(absolute);
    if (today !== null)
      this.former.set(absolute, { from: path, to: today.path, request: today.request as FormerCassette['request'], file: test.file });
    if (how !== 'moved') return;
    this.plays.push(absolute);
    this.moved.set(absolute, { from: path, to: belongsAt, test });
  }

  private addMiss({ label, differenceKey, difference }: RunEventOf<'cassette_miss'>): void {
    const key = differenceKey ?? '';
    const miss = this.misses.get(key) ?? { difference, labels: new Set<string>(), count: 0 };
    miss.count += 1;
    miss.labels.add(label);
    this.misses.set(key, miss);
  }
}
