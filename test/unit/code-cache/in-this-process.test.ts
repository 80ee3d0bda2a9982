import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeCache } from '../../../src/code-cache/code-cache';
import { type Compiled, compiledOf, readCode, writeCode } from '../../../src/code-cache/code-file';

const DAY_MS = 86_400_000;
const TEXT = '(function () { return 41 + 1; })';

let folder: string;
let leaving: (() => void)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-cache-'));
  leaving = [];
  // The end of this process would be too late.
  jest.spyOn(process, 'once').mockImplementation((_, listener) => {
    leaving.push(() => listener(0));
    return process;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const cacheOf = (env: NodeJS.ProcessEnv = {}): CodeCache => new CodeCache({ NODE_COMPILE_CACHE: folder, ...env }, '/some/dist');
const run = (cache: CodeCache, text = TEXT): unknown => (cache.compile('room', text, '/some/dist/room.js') as () => unknown)();
const places = (): string[] => readdirSync(join(folder, 'dspex-code')).map((name) => join(folder, 'dspex-code', name));
const leave = (): void => {
  for (const end of leaving.splice(0)) end();
};

test('what was compiled is kept when the process ends, and used by the next that asks', () => {
  expect(run(cacheOf())).toBe(42);
  leave();
  expect([...readCode(places()[0] as string).keys()]).toEqual(['room']);
  expect([run(cacheOf()), leaving]).toEqual([42, []]);
});

test('of several rooms all are kept, by one listener', () => {
  const cache = cacheOf();
  for (const name of ['room', 'other']) cache.compile(name, TEXT, `/some/dist/${name}.js`);
  expect(leaving).toHaveLength(1);
  leave();
  expect([...readCode(places()[0] as string).keys()]).toEqual(['room', 'other']);
});

test('another text of the same name is compiled anew, and takes the place of the first', () => {
  run(cacheOf());
  leave();
  expect([run(cacheOf(), TEXT.replace('1;', '2;')), leaving.length]).toEqual([43, 1]);
  leave();
  expect([run(cacheOf(), TEXT.replace('1;', '2;')), leaving.length]).toEqual([43, 0]);
});

test.each(['NODE_V8_COVERAGE', 'NODE_DISABLE_COMPILE_CACHE'])('%s: nothing is kept', (name) => {
  expect([run(cacheOf({ [name]: '1' })), leaving]).toEqual([42, []]);
});

test('files that nobody has used for a month go', () => {
  run(cacheOf());
  leave();
  const old = join(folder, 'dspex-code', 'old.bin');
  writeFileSync(old, '');
  utimesSync(old, new Date(), new Date(Date.now() - 31 * DAY_MS));
  run(cacheOf(), TEXT.replace('41', '40'));
  leave();
  expect(places()).not.toContain(old);
});

test('a folder that others may open is neither written nor read', () => {
  const file = join(folder, 'file.bin');
  const compiled: ReadonlyMap<string, Compiled> = new Map([['a', compiledOf(1, Buffer.from('data'))]]);
  chmodSync(folder, 0o755);
  writeCode(file, compiled);
  expect(readdirSync(folder)).toEqual([]);
  chmodSync(folder, 0o700);
  writeCode(file, compiled);
  expect(readCode(file)).toEqual(compiled);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(folder, 0o755);
  expect(readCode(file).size).toBe(0);
});
