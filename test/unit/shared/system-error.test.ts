import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orSystemError, systemError } from '../../../src/shared/system-error';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dspex-system-'));
  writeFileSync(join(folder, 'file'), '');
  symlinkSync('loop', join(folder, 'loop'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function shownBy(error: Error): string {
  const [, next] = /next: (.*)/.exec(error.message) as RegExpExecArray;
  return execFileSync('sh', ['-c', (next as string).replaceAll('; ', ' && ')], { encoding: 'utf8' });
}

// Fails when what is to be typed next names what is not there, which says nothing about the file, the link or the folder that is in the way.
test.each([
  ['a file where a folder should be', 'file/a/b.json', /^-.*file/],
  ['a link that leads to itself', 'loop/a/b.json', /^l.*loop -> loop/],
  ['a folder that is not there', 'none/a/b.json', /^d/],
])('the next line of an error about %s shows it', (_, path, shows) => {
  const read = (): string => orSystemError('Reading it', () => readFileSync(join(folder, path), 'utf8'));
  expect(read).toThrow(expect.objectContaining({ code: 'FILE_REFUSED' }));
  try {
    read();
  } catch (error) {
    expect(shownBy(error as Error)).toMatch(shows);
  }
});

test('the next line of an error about a full disk looks at the disk that the file would be on', () => {
  mkdirSync(join(folder, 'kept'));
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const error = systemError(full, 'Keeping it', join(folder, 'kept/a.json'));
  expect(error?.message).toContain(`df -h ${join(folder, 'kept')}; df -i ${join(folder, 'kept')}`);
  expect(shownBy(error as Error)).toContain('Filesystem');
});
