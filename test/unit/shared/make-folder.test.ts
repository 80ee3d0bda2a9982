import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFolder, makeFolderLater } from '../../../src/shared/make-folder';
import { filesBelow } from '../../e2e/asked-by-sdk';

const WAYS = [
  ['at once', async (path: string) => makeFolder(path, 0o700)],
  ['later', makeFolderLater],
] as const;

describe.each(WAYS)('made %s', (_, make) => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'dspex-make-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  test('a folder is there with those above it, and may be asked for again, by several at once', async () => {
    const path = join(root, 'a/b/c');
    await Promise.all([make(path), make(path), make(join(root, 'a/b/d'))]);
    await make(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  // Fails when Node is left to try for ever: below /proc, where there is one, nobody can make anything.
  test.each(['/proc/dspex', '/proc/dspex/a/b', '/proc/self/dspex'])('%s ends in an error', async (path) => {
    await expect(make(path)).rejects.toThrow(/ENOENT|EROFS|EACCES|EPERM/);
  });

  test('a file in the way, or a link that leads to itself, is said as it is', async () => {
    writeFileSync(join(root, 'file'), '');
    symlinkSync('loop', join(root, 'loop'));
    await expect(make(join(root, 'file'))).rejects.toThrow(/EEXIST/);
    await expect(make(join(root, 'file/a'))).rejects.toThrow(/ENOTDIR/);
    await expect(make(join(root, 'loop/a'))).rejects.toThrow(/ELOOP/);
  });
});

// Fails when a folder that a user names is made by Node's own recursion, which never ends for some.
test('nothing of the package makes folders by itself', () => {
  const sources = filesBelow(resolve(__dirname, '../../../src')).filter((file) =>
    /mkdir(Sync)?\([^;]*recursive/.test(readFileSync(file, 'utf8')),
  );
  expect(sources).toEqual([]);
});
