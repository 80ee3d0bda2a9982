import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../../../src/shared/replace-file';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'replace-'))));
afterEach(() => rmSync(folder, { recursive: true }));

// Fails when what a link leads to, which somebody else laid there, is written over.
test('a link in the place of a file is replaced, and not followed', () => {
  const [path, precious] = [join(folder, 'report.json'), join(folder, 'precious')];
  writeFileSync(precious, 'kept');
  symlinkSync(precious, path);
  replaceFile(path, 'new');
  expect([readFileSync(path, 'utf8'), readFileSync(precious, 'utf8')]).toEqual(['new', 'kept']);
});

// Fails when a draft stays where the file cannot be put in its place, such as a folder of its name.
test('leaves nothing where it cannot be written', () => {
  expect(() => replaceFile(join(folder, 'nothing', 'a'), 'new')).toThrow('ENOENT');
  expect(() => replaceFile(folder, 'new')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync(join(folder, '..')).filter((name) => name.endsWith('.tmp') && folder.endsWith(name.split('.')[0] as string))).toEqual(
    [],
  );
});
