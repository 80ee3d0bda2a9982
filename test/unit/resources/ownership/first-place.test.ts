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

/** The second place: the first is everybody's on this machine. */
function inOwnPlace<T>(write: (folder: string) => T): T {
  return inFirstPlace((folder) => {
    if (!folder.startsWith(run)) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    return write(folder);
  });
}

// Fails when a run fails, or goes elsewhere, because another that has just ended removed the place, as it was empty.
test('a place that is removed before something is written there is made again', () => {
  const seen: boolean[] = [];
  const taken = inOwnPlace((folder) => {
    if (seen.push(existsSync(folder)) === 1) rmSync(folder, { recursive: true });
    return mkdtempSync(join(folder, 'run-'));
  });
  expect(seen).toEqual([true, true]);
  expect(taken).toContain(join(run, 'dspex-claims', 'run-'));
});

// Fails when a fault of the program is taken for one of the place, and the same is tried in all of them.
test('what is no matter of the place is thrown at once, as it is', () => {
  const fault = new TypeError('no such thing');
  let tries = 0;
  const write = (): never => {
    tries += 1;
    throw fault;
  };
  expect(() => inFirstPlace(write)).toThrow(fault);
  expect(tries).toBe(1);
});
