import { existsSync } from 'node:fs';
import { rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { readRegularFileLater } from '../../shared/regular-file';
import { orSystemErrorLater, systemError } from '../../shared/system-error';
import { isMark, OLDEST_MARK_MS } from './asking-mark';
import type { Cassette } from './cassette';
import { isCassetteName } from './cassette-path';
import { parseCassette } from './cassette-text';
import { filesUnder } from './files-under';
import { isDraft, writeWhole } from './write-whole';

/** A draft that is older belongs to a run that was killed. */
const OLDEST_DRAFT_MS = 600_000;

/** A folder of cassettes. Files come whole or not at all, and what is there is never written over unless that is asked for. */
export class CassetteFolder {
  private names: Promise<Map<string, string[]>> | undefined;

  /** `isCommitted`: what is lost in it can be had back from version control. */
  constructor(
    readonly root: string,
    private readonly isCommitted = true,
  ) {}

  /** Null where there is none. Throws CASSETTE_CORRUPT. */
  async read(path: string): Promise<Cassette | null> {
    let text: string;
    try {
      text = await readRegularFileLater(join(this.root, path));
    } catch (error) {
      if (isMissing(error)) return null;
      throw systemError(error, 'Reading a recording', join(this.root, path)) ?? error;
    }
    return parseCassette(text, join(this.root, path), this.isCommitted);
  }

  /** Keeps a file: a run that is killed leaves it whole or not at all. False: there was one already, and it was not to be replaced. */
  async keep(path: string, text: string, replace = false): Promise<boolean> {
    return orSystemErrorLater('Keeping a recording', () => writeWhole(join(this.root, path), text, replace), join(this.root, path));
  }

  /** Relative paths of all cassettes, in order. */
  async list(under = ''): Promise<string[]> {
    return (await this.files(under)).filter((path) => isCassetteName(basename(path))).sort();
  }

  /** The recordings of one request anywhere in the folder; the names are read once. */
  async withKey(key: string): Promise<readonly string[]> {
    this.names ??= this.byKey();
    return (await this.names).get(key) ?? [];
  }

  /** Removes a recording, and the folders that are empty then. */
  async remove(path: string): Promise<void> {
    await rm(join(this.root, path), { force: true });
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      const left = await rmdir(join(this.root, folder)).catch((error: unknown) => error);
      // One that another run has removed leaves those above it to whoever comes last.
      if (left !== undefined && !isMissing(left)) return;
    }
  }

  /** Removes drafts and marks of runs that were killed, and, with `oldestMs`, recordings that nobody came back for. */
  async sweep(oldestMs = Number.POSITIVE_INFINITY): Promise<void> {
    for (const path of await this.files('')) {
      const limitMs = oldestOf(basename(path), oldestMs);
      if (limitMs !== Number.POSITIVE_INFINITY && (await this.ageMs(path)) > limitMs) await this.remove(path);
    }
  }

  private async ageMs(path: string): Promise<number> {
    // Another run may be done with it by now.
    const found = await stat(join(this.root, path)).catch(() => null);
    return found === null ? 0 : Date.now() - found.mtimeMs;
  }

  /** Of most files nothing is recorded, and no turn of the event loop is waited for to see that. */
  private async files(under: string): Promise<string[]> {
    if (!existsSync(join(this.root, under))) return [];
    return (await filesUnder(join(this.root, under))).map((path) => relative(this.root, path));
  }

  private async byKey(): Promise<Map<string, string[]>> {
    const names = new Map<string, string[]>();
    for (const path of await this.list()) {
      const key = basename(path).split('-')[0] as string;
      const same = names.get(key);
      if (same === undefined) names.set(key, [path]);
      else same.push(path);
    }
    return names;
  }
}

function oldestOf(name: string, oldestMs: number): number {
  if (isDraft(name)) return OLDEST_DRAFT_MS;
  return isMark(name) ? OLDEST_MARK_MS : oldestMs;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
