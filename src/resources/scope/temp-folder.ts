import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { cp, lstat, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inMadeFolder } from '../../shared/made-folder';
import { makeFolder } from '../../shared/make-folder';
import { orSystemError, orSystemErrorLater } from '../../shared/system-error';
import { openForPackage } from '../os/own-openings';
import { removeFolder } from '../os/private-folder';

const MAKING = 'Making a temp file';
const KEEPING = 'Keeping the temp files of a failed test';

/** The temp files of one scope, in one folder of their own, below the run's private one. */
export class TempFolder {
  private folder: string | undefined;
  private count = 0;

  constructor(
    /** Where such folders are made. */
    private readonly root: () => string,
    private readonly name: string,
  ) {}

  /** An empty folder. */
  makeDir(): string {
    return orSystemError(MAKING, () => {
      const path = this.next('dir');
      mkdirSync(path);
      return path;
    });
  }

  /** A file of that name, in a folder of its own so that any name is free. */
  makeFile(name: string | undefined, content: string | Uint8Array): string {
    const path = join(this.makeDir(), basename(name ?? 'file'));
    orSystemError(MAKING, () => writeFileSync(path, content), path);
    return path;
  }

  /** Undefined: nothing was made, or all of it is removed. */
  get path(): string | undefined {
    return this.folder !== undefined && existsSync(this.folder) ? this.folder : undefined;
  }

  async remove(): Promise<void> {
    if (this.folder !== undefined) await removeFolder(this.folder);
  }

  /** Moves what is in it to `target`, in place of what an earlier run kept there. False: there was no file. What cannot be moved is removed. */
  async moveTo(target: string): Promise<boolean> {
    if (this.path === undefined || !(await hasFiles(this.path))) return false;
    const from = this.path;
    const copy = (): Promise<void> => inMadeFolder(target, () => cp(from, target, { recursive: true, filter: isCopyable }));
    try {
      await orSystemErrorLater(KEEPING, () => rm(target, { recursive: true, force: true, maxRetries: 3 }).then(copy), target);
    } finally {
      await this.remove();
    }
    return true;
  }

  private next(kind: string): string {
    if (this.folder === undefined || !existsSync(this.folder)) {
      const root = this.root();
      makeFolder(root, 0o700);
      this.folder = openForPackage(() => mkdtempSync(join(root, `${this.name.slice(-60)}-`)));
    }
    return join(this.folder, `${kind}-${++this.count}`);
  }
}

async function hasFiles(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.some((entry) => entry.isFile());
}

/** Sockets and pipes cannot be copied, and say nothing. */
async function isCopyable(path: string): Promise<boolean> {
  const stat = await lstat(path);
  return stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
}
