import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessIdentity, thisProcess } from '../../../../src/resources/ownership/process-identity';
import { sweepLeftovers } from '../../../../src/run/host/sweep';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  jest.restoreAllMocks();
});

/** The folder of a run whose process is dead. */
function leftFolder(suffix: string): string {
  const { pid } = spawnSync('true');
  const path = join(folder, `dspex-${pid}-${suffix}`);
  mkdirSync(path, { mode: 0o700 });
  utimesSync(path, 0, 0);
  return path;
}

// Fails when the folder of a killed run stays, or when that of another user is touched: there its removal fails, or takes what is not ours.
(isRoot ? test : test.skip)("removes what this user's killed runs have left, and leaves another user's alone", async () => {
  const [ours, theirs] = [leftFolder('0000aaaa'), leftFolder('0000bbbb')];
  chownSync(theirs, NOBODY, NOBODY);
  await sweepLeftovers([folder]);
  expect([existsSync(ours), existsSync(theirs)]).toEqual([false, true]);
});

// Fails when a run that begins finds the folder gone that it has just made, and has not written to yet: two begin at once.
test('leaves the empty folder of a run that begins', async () => {
  const path = leftFolder('0000dddd');
  utimesSync(path, new Date(), new Date());
  await sweepLeftovers([folder]);
  expect(existsSync(path)).toBe(true);
});

// Fails when something that cannot be swept fails the run that begins, or is not said.
test('says in one line what it could not sweep, and goes on', async () => {
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  await expect(sweepLeftovers([join(folder, 'gone')])).resolves.toBeUndefined();
  expect(said.mock.calls.map(([text]) => text)).toEqual([
    expect.stringMatching(/^dspex: could not look through .*gone, left by an earlier run: ENOENT.*\n$/),
  ]);
});

/** A folder of a run, with something in it, and the word of whose it is. */
function folderOf(suffix: string, owner: Partial<ProcessIdentity> | null): string {
  const path = leftFolder(suffix);
  writeFileSync(join(path, 'host.sock'), '');
  if (owner !== null) writeFileSync(join(path, 'owner.json'), JSON.stringify({ ...thisProcess(), ...owner }));
  return path;
}

// Fails when a pid that means nothing here, or nothing at all, decides that a living run's folder goes.
test('removes a folder only where it says that its owner is dead', async () => {
  const owners = {
    dead: { start: 1 },
    'of an earlier boot': { boot: 'earlier' },
    living: {},
    'in another container': { pid: 2 ** 21, pids: 'pid:[1]' },
    'on another machine': { pid: 2 ** 21, boot: 'its own', machine: 'another' },
    unknown: null,
  };
  const folders = Object.entries(owners).map(([name, owner], index) => ({ name, path: folderOf(`0000cc0${index}`, owner) }));
  await sweepLeftovers([folder]);
  expect(folders.filter(({ path }) => existsSync(path)).map(({ name }) => name)).toEqual([
    'living',
    'in another container',
    'on another machine',
    'unknown',
  ]);
});
