import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const DIST = resolve(__dirname, '../../../dist');
const ROOM = 'src/room/modules.js';
const OTHER = 'src/other/modules.js';
const sourceOf = (word: string): string => `exports.said = () => {\n  const say = () => '${word}';\n  return say();\n};\n`;

let folder: string;
let state: string;

/** A package of one room, opened by what opens the rooms of this one. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-cache-'));
  state = join(folder, 'state');
  for (const part of ['src/code-cache', 'src/libraries/env-paths.js'])
    cpSync(join(DIST, part), join(folder, 'dist', part), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "version": "1.2.3" }');
  writeRoom(sourceOf('first'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeRoom(text: string, name = ROOM): void {
  const path = join(folder, 'dist', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const opening = (room: string, dist = 'dist'): string =>
  `require(${JSON.stringify(join(folder, dist, 'src/code-cache/open-room.js'))}).openRoom(${JSON.stringify(room)})`;

/** Opens the room in a process of its own; gives what `then` makes of it. */
function run(then: string, env: Record<string, string> = {}, name = ROOM): string {
  const { NODE_COMPILE_CACHE, NODE_V8_COVERAGE, NODE_DISABLE_COMPILE_CACHE, ...rest } = process.env;
  const script = `const room = ${opening(name)}; ${then}`;
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env: { ...rest, DSPEX_STATE_DIR: state, ...env } });
}
const say = (env?: Record<string, string>): string => run('process.stdout.write(room.said())', env);
const listeners = (name?: string): string => run("process.stdout.write(room.said() + process.listenerCount('exit'))", {}, name);
const files = (): string[] => readdirSync(join(state, 'dspex-code'));
const file = (): string => join(state, 'dspex-code', files()[0] ?? 'none');

describe('the code cache', () => {
  // Fails when nothing is kept, when what is kept is not used, or when each run writes it anew.
  test('is written by the first run, and used by the next', () => {
    expect(listeners()).toBe('first1');
    const written = statSync(file());
    expect(listeners()).toBe('first0');
    expect(statSync(file())).toMatchObject({ ino: written.ino, mtimeMs: written.mtimeMs });
    expect(files()).toEqual([expect.stringMatching(/^1\.2\.3-[0-9a-f]+-[0-9a-f]{8}\.bin$/)]);
    expect([statSync(dirname(file())).mode & 0o777, written.mode & 0o777]).toEqual([0o700, 0o600]);
  });

  // Fails when V8's own comparison, which looks at lengths, is all that is between a run and the code of another source.
  test('is not used for another source of the same length', () => {
    say();
    writeRoom(sourceOf('other'));
    expect([say(), say()]).toEqual(['other', 'other']);
  });

  // Fails when a disk that ran full, or a file of something else, stops a run or stays for ever.
  test.each([
    ['is empty', () => ''],
    ['is cut off', (whole: string) => whole.slice(0, 200)],
    ['has other data', (whole: string) => `${whole.slice(0, -100)}${'x'.repeat(100)}`],
    ['is something else', () => 'not a cache at all'.repeat(50)],
  ])('is made anew where its file %s', (_, broken) => {
    say();
    writeFileSync(file(), broken(readFileSync(file(), 'latin1')), 'latin1');
    expect(listeners()).toBe('first1');
    expect(listeners()).toBe('first0');
  });

  // Fails when of two processes of a run the one that ends last leaves its own rooms alone.
  test('keeps what another process of the run has written', () => {
    writeRoom(sourceOf('other'), OTHER);
    run(`require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(opening(OTHER))}])`);
    expect([listeners(), listeners(OTHER)]).toEqual(['first0', 'other0']);
  });

  // Fails when code runs that others could have put there.
  test('is neither read nor written in a folder that others may open', () => {
    say();
    chmodSync(dirname(file()), 0o755);
    const before = statSync(file()).mtimeMs;
    expect([listeners(), listeners()]).toEqual(['first1', 'first1']);
    expect(statSync(file()).mtimeMs).toBe(before);
  });

  // Fails when a run needs the folder.
  test('is done without where there is no place for it', () => {
    writeFileSync(state, 'a file');
    expect(say()).toBe('first');
  });

  // Fails when coverage counts less than what ran, or a user's word is not taken.
  test.each([{ NODE_V8_COVERAGE: '.coverage' }, { NODE_DISABLE_COMPILE_CACHE: '1' }])('is left alone under %j', (env) => {
    const [name = '', value = ''] = Object.entries(env)[0] ?? [];
    say({ [name]: value.replace(/^\./, `${folder}/`) });
    expect(() => files()).toThrow('ENOENT');
  });

  // Fails when a place of its own, which Node has a variable for, is not taken.
  test('lies where NODE_COMPILE_CACHE says', () => {
    say({ NODE_COMPILE_CACHE: join(folder, 'elsewhere') });
    expect(readdirSync(join(folder, 'elsewhere', 'dspex-code'))).toHaveLength(1);
  });
});

// Fails when a stack leads to another line of the file than the one that threw, or a room runs twice.
test('a room is opened once, and its stacks name its lines', () => {
  writeRoom("globalThis.ran = (globalThis.ran ?? 0) + 1;\nexports.where = () => {\n  throw new Error('here');\n};\n");
  const script = `
    const again = ${opening(ROOM)};
    try { again.where(); } catch (error) { console.log(again === room, globalThis.ran, /room.modules.js:3:9/.test(error.stack)); }`;
  expect(run(script).trim()).toBe('true 1 true');
});

// Fails when a stack names the file of another installation, of the same version, that ran before: whose code a frame is, is known by that.
test('a stack names the file that was opened, also where another of the same text was compiled before', () => {
  writeRoom("exports.said = () => new Error('here').stack.split('\\n')[1];\n");
  cpSync(join(folder, 'dist'), join(folder, 'copy/dist'), { recursive: true });
  cpSync(join(folder, 'package.json'), join(folder, 'copy/package.json'));
  const there = `const copy = ${opening(ROOM, 'copy/dist')}; process.stdout.write(copy.said())`;
  const mine = expect.stringContaining(join(folder, 'dist', ROOM));
  const its = expect.stringContaining(join(folder, 'copy/dist', ROOM));
  expect([say(), say(), run(there), run(there), say()]).toEqual([mine, mine, its, its, mine]);
});

// Fails when code that comes from the cache cannot import an ES module, as a first run could.
test('imports ES modules in the first run and in the next', () => {
  writeRoom("exports.said = () => importModule('node:path').then(({ sep }) => console.log(sep));\n");
  expect([run('room.said()'), run('room.said()')]).toEqual(['/\n', '/\n']);
});
