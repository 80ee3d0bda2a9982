import { chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimsFolders, madeClaimsFolders, type PlacesOf } from '../../../../src/resources/ownership/claims-folder';

const NOBODY = 65534;
const uid = process.getuid?.() as number;
let root: string;
let of: PlacesOf;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'claims-'));
  for (const name of ['tmp', 'run', 'home']) mkdirSync(join(root, name));
  of = { uid, env: { XDG_RUNTIME_DIR: join(root, 'run'), HOME: join(root, 'home') }, shared: join(root, 'tmp') };
});
afterEach(() => rmSync(root, { recursive: true }));

const usual = (): string => join(root, 'tmp', `dspex-claims-${uid}`);
const nextPlaces = (): string[] => [join(root, 'run', 'dspex-claims'), join(root, 'home', '.dspex-claims')];

// Fails when runs of one user do not meet in one place, or others may look into it.
test('lies in the shared folder for temp files, for its user alone', () => {
  expect(madeClaimsFolders(of).next().value).toBe(usual());
  expect(lstatSync(usual()).mode & 0o777).toBe(0o700);
  // Fails when one that is not used is made all the same: an empty folder in the home of everybody who ran a test.
  expect(nextPlaces().filter(existsSync)).toEqual([]);
});

const BEFORE: Record<string, (path: string) => void> = {
  'a folder of another user': (path) => {
    mkdirSync(path);
    chownSync(path, NOBODY, NOBODY);
  },
  'a file': (path) => writeFileSync(path, ''),
  'a link to nothing': (path) => symlinkSync(join(root, 'nothing'), path),
  'a link to a folder': (path) => symlinkSync(root, path),
};

// Fails when whoever makes the folder first, in a place where everybody may, stops every run of this user, or has it follow a link.
test.each(Object.keys(BEFORE).filter((kind) => uid === 0 || !kind.includes('another user')))('%s there blocks nobody', (kind) => {
  BEFORE[kind]?.(usual());
  expect([...madeClaimsFolders(of)]).toEqual(nextPlaces());
  expect(claimsFolders(of)).toEqual(nextPlaces());
  expect(existsSync(join(root, 'nothing'))).toBe(false);
});

// Fails when a user without a home, as services have none, is stopped by whoever has taken the name in the shared folder.
test('where all names are taken, runs meet in a folder by a name that nobody knows before', () => {
  for (const path of [usual(), ...nextPlaces()]) writeFileSync(path, '');
  const [made] = [...madeClaimsFolders(of)];
  expect(made).toMatch(new RegExp(`^${usual()}-`));
  expect(lstatSync(made as string).mode & 0o777).toBe(0o700);
  expect(claimsFolders(of)).toEqual([made]);
  expect([...madeClaimsFolders(of)]).toEqual([made]);
});

// Fails when somebody who finds no place is told so in the system's words.
test('tells of each place why it is none', () => {
  for (const path of nextPlaces()) writeFileSync(path, '');
  const nowhere = { ...of, shared: join(root, 'nothing') };
  expect(() => [...madeClaimsFolders(nowhere)]).toThrow(
    expect.objectContaining({ code: 'FOLDER_UNSAFE', message: expect.stringContaining(`${nextPlaces()[0]} is no folder; `) }),
  );
});

// Fails when a home that is no folder, as of users that only run services, stops a run.
test('passes over places that cannot be looked at', () => {
  const nowhere = { ...of, env: { HOME: '/dev/null', XDG_RUNTIME_DIR: '/dev/null' } };
  expect([...madeClaimsFolders(nowhere)]).toEqual([usual()]);
  expect(claimsFolders(nowhere)).toEqual([usual()]);
});
