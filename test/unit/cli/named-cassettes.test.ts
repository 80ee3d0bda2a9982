import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cassettesOf, type ListedCassette } from '../../../src/cli/cassette-state';
import { namedCassettes } from '../../../src/cli/named-cassettes';
import { cassettePath } from '../../../src/lm/cassettes/cassette-path';
import { Redactor } from '../../../src/lm/secrets/redact';
import { parseOptions } from '../../../src/shared/options/options';
import { cassetteFile, tempFolder } from '../lm/cassettes/cassette-parts';

const FOLDER = 'test/fixtures/lm_responses';
const KEY = 'abcdef0123456789abcd';
const OTHER = '0123456789abcdef0123';
const first = join(FOLDER, cassettePath({ file: 'src/a.test.ts', name: 'asks', ordinal: 0 }, KEY, 0));
const second = join(FOLDER, cassettePath({ file: 'src/b.test.ts', name: 'asks otherwise', ordinal: 0 }, OTHER, 0));

let temp: ReturnType<typeof tempFolder>;
let at: string;
let found: ListedCassette[];
beforeEach(async () => {
  temp = tempFolder();
  at = join(temp.path, 'project');
  const files = { 'src/a.test.ts': '', 'src/b.test.ts': '', [first]: cassetteFile(KEY), [second]: cassetteFile(OTHER) };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  symlinkSync(at, join(temp.path, 'link'));
  const place = { rootDir: at, root: join(at, FOLDER), base: at };
  const project = { ...place, maxAgeDays: 10_000, notSecret: [], options: parseOptions({}, 'a test'), testEnvironmentOptions: {} };
  found = await cassettesOf(project, { redactor: new Redactor({}), env: { DSPEX_STATE_DIR: temp.path }, cwd: at });
});
afterEach(() => temp.remove());

const keys = (name: string, cwd: string): (string | undefined)[] => namedCassettes(found, name, cwd).map(({ cassette }) => cassette?.key);

// Each fails when a path is understood from one folder alone, or names what it does not.
describe('a cassette is named by', () => {
  test.each<[string, string, string]>([
    ['an absolute path', `<at>/${first}`, ''],
    ['an absolute path, from elsewhere', `<at>/${first}`, '..'],
    ['a way that leads through a link', `<at>/../link/${first}`, ''],
    ['a path from a folder below', `../${first}`, 'src'],
    ['a path from the project', `./${first}`, ''],
    ['a path from the project, from elsewhere', first, '..'],
    ['a path from the folder of cassettes', first.slice(FOLDER.length + 1), ''],
    ['the name of its file', first.split('/').at(-1) as string, ''],
    ['the folder of its test', dirname(first), ''],
    ['the folder of its test, with a slash', `${dirname(first)}/`, ''],
    ['the name of that folder', dirname(first).split('/').at(-1) as string, ''],
    ['its test file', 'src/a.test.ts', ''],
    ['its test file, from the folder of that', 'a.test.ts', 'src'],
    ['its test file, absolutely', '<at>/src/a.test.ts', '..'],
    ['its key', KEY, ''],
    ['the beginning of its key', KEY.slice(0, 5), ''],
    ['its key and number', `${KEY}-0`, ''],
  ])('%s', (_, name, cwd) => {
    expect(keys(name.replace('<at>', at), join(at, cwd))).toEqual([KEY]);
  });

  test.each(['', 'asks', 'a.test', `${KEY}-1`, 'src/c.test.ts', '/'.concat(first)])('and not by "%s"', (name) => {
    expect(keys(name, at)).toEqual([]);
  });

  test('a folder of them all', () => {
    expect(keys(FOLDER, at)).toHaveLength(2);
  });
});
