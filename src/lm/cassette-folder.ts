import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { DspexError } from '../shared/errors';
import { Cassette } from './cassette';

/** The test, or with `name` null the file, that an interaction belongs to. */
export interface CassetteOwner {
  /** Relative to rootDir. */
  readonly file: string;
  readonly name: string | null;
  /** From 0, among tests of the same name. */
  readonly ordinal: number;
}

/** `<file>/<test>/<key>-<occurrence>.json`: where a call's recording lies follows from the call, so playing one reads one file. */
export function cassettePath(owner: CassetteOwner, key: string, occurrence: number): string {
  return join(ownerFolder(owner), `${key}-${occurrence}.json`);
}

export function ownerFolder({ file, name, ordinal }: CassetteOwner): string {
  const place = file.split(/[\\/]/).map((step) => (step === '..' ? '__' : step));
  if (name === null) return join(...place, '_file');
  const digest = createHash('sha256')
    .update(JSON.stringify([name, ordinal]))
    .digest('hex')
    .slice(0, 8);
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return join(...place, `${slug.slice(0, 48).replace(/-+$/, '') || 'test'}-${digest}`);
}

/** A folder of cassettes. Files come whole or not at all, and what is there is never written over unless that is asked for. */
export class CassetteFolder {
  private names: Promise<Map<string, string[]>> | undefined;

  constructor(readonly root: string) {}

  /** Null where there is none. Throws CASSETTE_CORRUPT. */
  async read(path: string): Promise<Cassette | null> {
    let text: string;
    try {
      text = await readFile(join(this.root, path), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    return parseCassette(text, join(this.root, path));
  }

  /** Keeps a file under its final name at once: a run that is killed leaves it whole or not at all. False: there was one already. */
  async keep(path: string, text: string, replace = false): Promise<boolean> {
    const target = join(this.root, path);
    await mkdir(dirname(target), { recursive: true });
    const draft = join(dirname(target), `.${basename(target)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
    await writeFile(draft, text, { flag: 'wx' });
    try {
      if (replace) await rename(draft, target);
      else await link(draft, target);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Relative paths of all cassettes, in order. */
  async list(under = ''): Promise<string[]> {
    const found = await readdir(join(this.root, under), { recursive: true, withFileTypes: true }).catch(ignoreMissing);
    return found
      .filter((entry) => entry.isFile() && isCassetteName(entry.name))
      .map((entry) => relative(this.root, join(entry.parentPath, entry.name)))
      .sort();
  }

  /** The recordings of one request anywhere in the folder; the names are read once. */
  async withKey(key: string): Promise<readonly string[]> {
    this.names ??= this.byKey();
    return (await this.names).get(key) ?? [];
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.root, path), { force: true });
  }

  private async byKey(): Promise<Map<string, string[]>> {
    const names = new Map<string, string[]>();
    for (const path of await this.list()) {
      const key = basename(path).split('-')[0] as string;
      names.set(key, [...(names.get(key) ?? []), path]);
    }
    return names;
  }
}

export function isCassetteName(name: string): boolean {
  return /^[0-9a-f]{20}-\d+\.json$/.test(name);
}

/** Throws CASSETTE_CORRUPT, naming the file and what is wrong in it. */
export function parseCassette(text: string, path: string): Cassette {
  try {
    return Cassette.parse(JSON.parse(text));
  } catch (cause) {
    const issues = (cause as { issues?: { path: PropertyKey[]; message: string }[] }).issues;
    const why =
      issues === undefined ? (cause as Error).message : issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new DspexError({
      code: 'CASSETTE_CORRUPT',
      what: `The cassette ${path} cannot be read.`,
      why,
      next: `git checkout -- ${path.split(sep).join('/')}   # or delete it, and record it again`,
      cause,
    });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
