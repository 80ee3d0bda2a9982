import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { otherMarks } from '../../../../src/lm/cassettes/asking-mark';
import { filesUnder } from '../../../../src/lm/cassettes/files-under';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-under-'));
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  for (const name of ['one.json', 'a/two.json', 'a/b/three.json']) writeFileSync(join(folder, name), '');
  symlinkSync(folder, join(folder, 'a/around'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('all files below a folder are found, and no link is followed', async () => {
  const found = await filesUnder(folder);
  expect(found.sort()).toEqual(['a/b/three.json', 'a/two.json', 'one.json'].map((name) => join(folder, name)));
});

test('a folder that another run has removed meanwhile has none', async () => {
  expect(await filesUnder(join(folder, 'gone'))).toEqual([]);
  expect(await otherMarks(join(folder, 'gone/four.json'), '', () => true)).toEqual([]);
});

// Fails when recordings that are there and cannot be read count as none: each would be asked for anew, and paid for.
test('what cannot be read is an error', async () => {
  await expect(filesUnder(join(folder, 'one.json'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(otherMarks(join(folder, 'one.json/four.json'), '', () => true)).rejects.toMatchObject({ code: 'ENOTDIR' });
});
