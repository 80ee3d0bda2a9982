import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../../../../src/lm/cassettes/write-whole';

let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-whole-'));
  target = join(folder, 'of a test', 'a.json');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** What the file system says to a hard link: exFAT and shared folders have none. */
const linksFail = (code: string): unknown =>
  jest.spyOn(promises, 'link').mockRejectedValue(Object.assign(new Error(`${code}: link`), { code }));

// Fails when nothing can be recorded on a disk without hard links, or a recording of another run is written over there.
test.each(['none', 'EPERM', 'ENOTSUP', 'ENOSYS'])('a file is written whole and once, whatever links say: %s', async (code) => {
  if (code !== 'none') linksFail(code);
  expect(await writeWhole(target, 'first', false)).toBe(true);
  expect(await writeWhole(target, 'second', false)).toBe(false);
  expect(readFileSync(target, 'utf8')).toBe('first');
  expect(await writeWhole(target, 'third', true)).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe('third');
  expect(readdirSync(join(folder, 'of a test'))).toEqual(['a.json']);
});

test('a disk that is full is an error, and no draft stays behind', async () => {
  linksFail('ENOSPC');
  await expect(writeWhole(target, 'text', false)).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(readdirSync(join(folder, 'of a test'))).toEqual([]);
});
