import { join, relative } from 'node:path';
import { orphansIn } from '../lm/orphans';
import type { Report } from '../shared/boundaries/report';
import type { RunEvent, RunEventOf } from '../shared/boundaries/run-events';

type CassetteEvent = RunEventOf<'cassette'> | RunEventOf<'unused_cassette'> | RunEventOf<'cassette_miss'>;

export function isCassetteEvent(event: RunEvent): event is CassetteEvent {
  return event.type === 'cassette' || event.type === 'unused_cassette' || event.type === 'cassette_miss';
}

/** What the run tells of its cassettes: what answered, and what nobody needs. */
export class CassetteRecord {
  private readonly roots = new Set<string>();
  private readonly counts = { played: 0, recorded: 0, moved: 0 };
  private readonly stale = new Set<string>();
  private readonly moved = new Set<string>();
  private readonly unused = new Set<string>();
  private readonly misses = new Map<string, { difference: string; labels: Set<string>; count: number }>();

  get isEmpty(): boolean {
    return this.roots.size === 0 && this.unused.size === 0 && this.misses.size === 0;
  }

  add(event: CassetteEvent): void {
    if (event.type === 'unused_cassette') this.unused.add(event.path);
    else if (event.type === 'cassette_miss') this.addMiss(event);
    else this.addUse(event);
  }

  /** Reads the folders once more: for recordings whose test file is gone. */
  async orphans(rootDir: string): Promise<string[]> {
    const found: string[] = [];
    for (const root of this.roots) for (const path of await orphansIn(root, rootDir)) found.push(shown(root, path, rootDir));
    return found;
  }

  toReport(rootDir: string | undefined, orphaned: readonly string[]): Report['cassettes'] {
    const place = (absolute: string): string => (rootDir === undefined ? absolute : relative(rootDir, absolute).split('\\').join('/'));
    // A recording that another test played after the move is needed.
    const moved = [...this.moved].map(place).sort();
    const misses = [...this.misses.values()].map(({ difference, labels, count }) => ({ difference, count, tests: [...labels].sort() }));
    return {
      ...this.counts,
      movedPaths: moved,
      stale: [...this.stale].map(place).sort(),
      unused: [...this.unused].filter((path) => !moved.includes(path)).sort(),
      orphaned: [...orphaned].filter((path) => !moved.includes(path)).sort(),
      misses: misses.sort((a, b) => b.count - a.count),
    };
  }

  private addUse({ root, path, how, stale }: RunEventOf<'cassette'>): void {
    this.roots.add(root);
    this.counts[how] += 1;
    if (stale) this.stale.add(join(root, path));
    if (how === 'moved') this.moved.add(join(root, path));
  }

  private addMiss({ label, differenceKey, difference }: RunEventOf<'cassette_miss'>): void {
    const key = differenceKey ?? '';
    const miss = this.misses.get(key) ?? { difference, labels: new Set<string>(), count: 0 };
    miss.count += 1;
    miss.labels.add(label);
    this.misses.set(key, miss);
  }
}

function shown(root: string, path: string, rootDir: string): string {
  return relative(rootDir, join(root, path)).split('\\').join('/');
}
