import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claim, isClaimedBy, readIdentity, unclaim, unclaimAllOf } from '../../../../src/resources/ownership/claims';
import { inFirstPlace } from '../../../../src/resources/ownership/first-place';
import { isAlive, type ProcessIdentity, thisProcess } from '../../../../src/resources/ownership/process-identity';

const name = `test-${process.pid}`;
const path = (): string => inFirstPlace((folder) => join(folder, name));
const claimedBy = (owner: ProcessIdentity): void => writeFileSync(path(), JSON.stringify(owner));
const dead: ProcessIdentity = { ...thisProcess(), pid: process.ppid, start: -1 };

afterEach(() => {
  for (const left of [path(), `${path()}.taking`]) rmSync(left, { force: true });
});

// Fails when two can have one name, or it cannot be given back.
test('a name is claimed once, until it is given back', () => {
  expect([claim(name), claim(name)]).toEqual([true, false]);
  unclaim(name);
  expect(claim(name)).toBe(true);
});

// Fails when the claim of a dead process blocks its name for ever.
test('takes over from a process that is gone, though its pid is in use again', () => {
  claimedBy(dead);
  expect(claim(name)).toBe(true);
  expect(readIdentity(path())).toEqual(thisProcess());
});

// Fails when somebody else's taking over is not waited for: two would have it.
test('leaves a name alone that another is just taking over', () => {
  claimedBy(dead);
  writeFileSync(`${path()}.taking`, JSON.stringify(thisProcess()));
  expect(claim(name)).toBe(false);
});

// Fails when the owner in another container, whose pid means nothing here, is taken for dead.
test('an owner in another pid namespace counts as alive, one of an earlier boot as dead', () => {
  expect(isAlive(thisProcess())).toBe(true);
  expect(isAlive({ ...dead, pids: 'pid:[1]' })).toBe(true);
  expect(isAlive({ ...thisProcess(), boot: 'an earlier one' })).toBe(false);
  expect(isAlive(dead)).toBe(false);
});

// Fails when the owner on another machine, or in a container with a kernel of its own, that shares a folder is taken for one of an earlier boot.
test('an owner of another boot on another machine counts as alive', () => {
  expect(isAlive({ ...dead, boot: 'its own', machine: 'another' })).toBe(true);
});

// Fails when a name that somebody has taken over is still taken for its first owner's: what he had is ended with what the other has.
test("a name is its owner's, dead or alive, until another takes it over", () => {
  claimedBy(dead);
  expect([isClaimedBy(name, dead), isClaimedBy(name, thisProcess())]).toEqual([true, false]);
  claim(name);
  expect([isClaimedBy(name, dead), isClaimedBy(name, thisProcess())]).toEqual([false, true]);
});

// Fails when a process gives back what is another's by now.
test('gives back only what is its own', () => {
  claimedBy({ ...dead, pids: 'pid:[1]' });
  unclaim(name);
  expect(readIdentity(path())).toMatchObject({ pids: 'pid:[1]' });
});

// Fails when what a dead process had claimed is kept, or a living one's is taken with it.
test('gives back all claims of one process, and only those', () => {
  claimedBy(dead);
  claim(`${name}-mine`);
  unclaimAllOf(dead);
  expect([readIdentity(path()), readIdentity(`${path()}-mine`)]).toEqual([undefined, thisProcess()]);
  unclaim(`${name}-mine`);
});

// Fails when two have one name: the place where one claims was full, or another user's, when the other claimed.
test('a name that a living process has in another place is not given; that of a dead one is', () => {
  const { XDG_RUNTIME_DIR: before } = process.env;
  const run = mkdtempSync(join(tmpdir(), 'claims-'));
  const elsewhere = join(run, 'dspex-claims');
  process.env.XDG_RUNTIME_DIR = run;
  mkdirSync(elsewhere);
  try {
    writeFileSync(join(elsewhere, name), JSON.stringify(thisProcess()));
    expect([claim(name), readIdentity(path())]).toEqual([false, undefined]);
    writeFileSync(join(elsewhere, name), JSON.stringify(dead));
    expect(claim(name)).toBe(true);
  } finally {
    process.env.XDG_RUNTIME_DIR = before;
    if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
    rmSync(run, { recursive: true });
  }
});
