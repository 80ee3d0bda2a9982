import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The test, or with `name` null the file, that an interaction belongs to. */
export interface CassetteOwner {
  /** Relative to what recordings are filed by, with forward slashes. */
  readonly file: string;
  readonly name: string | null;
  /** From 0, among tests of the same name. */
  readonly ordinal: number;
}

/** `<file>/<test>/<key>-<occurrence>.json`: where a call's recording lies follows from the call, so playing one reads one file. */
export function cassettePath(owner: CassetteOwner, key: string, occurrence: number): string {
  return join(ownerFolder(owner), `${key}-${occurrence}.json`);
}

/** Lower case and ASCII, so that it is the same on every file system; a digest tells apart what then reads alike. */
export function ownerFolder({ file, name, ordinal }: CassetteOwner): string {
  if (name === null) return join(fileFolder(file), '_file');
  const digest = createHash('sha256')
    .update(JSON.stringify([name, ordinal]))
    .digest('hex')
    .slice(0, 8);
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return join(fileFolder(file), `${slug.slice(0, 48).replace(/-+$/, '') || 'test'}-${digest}`);
}

/** Where the recordings of a test file lie. */
export function fileFolder(file: string): string {
  return join(...file.split(/[\\/]/).map((step) => (step === '..' ? OUTSIDE : step)));
}

/** The test file that a recording belongs to, by its place; `__` is also a name that folders have. */
export function testFilesOf(path: string): readonly string[] {
  const steps = path.split(/[\\/]/).slice(0, -2);
  const outside = steps.map((step) => (step === OUTSIDE ? '..' : step));
  return [join(...steps), join(...outside)];
}

export function isCassetteName(name: string): boolean {
  return /^[0-9a-f]{20}-\d+\.json$/.test(name);
}

const OUTSIDE = '__';
