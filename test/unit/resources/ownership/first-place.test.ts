import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inFirstPlace } from '../../../../src/resources/ownership/first-place';

const before = { ...process.env };
let run: string;
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'place-'));
  Object.assign(process.env, { XDG_RUNTIME_DIR: run, HOME: run });
});
afterEach(() => {
  process.env = { ...before };
  rmSync(run, { recursive: true });
});

// Fails when a place that was made for a write which it then refused, as a full disk does, stays behind.
test('what a refused write has made does not stay, and the next place is tried', () => {
  const own = join(run, 'dspex-claims');
  const tried: string[] = [];
  const taken = inFirstPlace((folder) => {
    tried.push(folder);
    if (tried.length > 2) return folder;
    mkdirSync(join(folder, 'runs'), { recursive: true });
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  });
  expect(tried.slice(1)).toEqual([own, join(run, '.dspex-claims')]);
  expect([existsSync(own), existsSync(taken)]).toEqual([false, true]);
});
