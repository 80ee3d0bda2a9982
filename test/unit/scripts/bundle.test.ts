import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { ask } from './ask';

const DIST = resolve(__dirname, '../../../dist');
const rooms = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('/modules.js'));
const modulesOf = (room: string): string[] =>
  [...readFileSync(join(DIST, room), 'utf8').matchAll(/^ {2}"build\/(.+)"\(/gm)].map(([, module]) => module as string);

const whenUsed = (code: string): Promise<unknown> => ask('bundle/compiled.mjs', 'whenUsed', code);

// Fails when a process would have two copies of a module, each with a state of its own.
test('in what Jest loads, a module is in one file', () => {
  const loaded = rooms.filter((room) => !/^src\/(sandbox|started|code-cache|resources\/watchdog)\//.test(room)).flatMap(modulesOf);
  expect(loaded.length).toBeGreaterThan(400);
  expect(loaded.filter((module, at) => loaded.indexOf(module) !== at)).toEqual([]);
});

// Fails when what runs in a sandbox, in a user's process, or when a run was killed, opens files of Jest's side.
test.each(['src/sandbox/modules.js', 'src/started/modules.js', 'src/resources/watchdog/modules.js'])(
  '%s needs no other file of the package',
  (room) => {
    const requests = [...readFileSync(join(DIST, room), 'utf8').matchAll(/require\("(\.[^"]+)"\)/g)].map(([, request]) => request);
    expect(requests.filter((request) => request?.includes('modules.js'))).toEqual([]);
  },
);

// Fails when a library is asked for by its name that is here because this project is built with it: whoever installs the package has none.
test('what bundles and their types ask for by name is installed with the package', () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(DIST, '../package.json'), 'utf8'));
  const inCode = /\b(?:require|import)\("([^".][^"]*)"\)/g;
  const inTypes = /^(?:import|export)\b[^;]*? from '([^'.][^']*)'/gm;
  const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' });
  const askedBy = (end: string, form: RegExp): string[] =>
    files
      .filter((file) => file.endsWith(end))
      .flatMap((file) => [...readFileSync(join(DIST, file), 'utf8').matchAll(form)].map(([, request = '']) => request));
  const asked = [...askedBy('.js', inCode), ...askedBy('.d.ts', inTypes)].filter((request) => !isBuiltin(request));
  expect(asked.length).toBeGreaterThan(8);
  const nameOf = (request: string): string => request.split('/', request.startsWith('@') ? 2 : 1).join('/');
  expect(asked.filter((request) => !(nameOf(request) in { ...dependencies, ...peerDependencies }))).toEqual([]);
});

// Fails when an import runs as soon as the file that has it.
test('a module runs when something of it is first used', async () => {
  const code = 'const part_1 = require("./part");\nfunction use() { return new part_1.Part((0, part_1.made)()); }\nmodule.exports = use;';
  const ran: string[] = [];
  const load = (request: string): unknown => ran.push(request) && { Part: Array, made: () => 3 };
  const module = { exports: (): unknown => undefined };
  new Function('require', 'module', (await whenUsed(code)) as string)(load, module);
  expect(ran).toEqual([]);
  expect([module.exports(), module.exports()]).toEqual([new Array(3), new Array(3)]);
  expect(ran).toEqual(['./part']);
});

// Fails when code that asks where it lies is told of the bundle: the Python side and the programs beside it are found by that.
test('code finds the package from wherever it is bundled', () => {
  const script = `process.stdout.write(JSON.stringify(require(process.argv[1])['src/shared/own-folders.js']()))`;
  const told = JSON.parse(execFileSync(process.execPath, ['-e', script, join(DIST, 'src/shared/modules.js')], { encoding: 'utf8' }));
  expect(told).toEqual({
    OWN_SOURCES: join(DIST, 'src/'),
    PACKAGE_FOLDER: join(DIST, '..'),
    PYTHON_PACKAGE_FOLDER: join(DIST, '../python'),
    PYTHON_START_FILE: join(DIST, '../python/dspex_bridge/start.py'),
  });
});

// Fails when an entry is named that nothing makes.
test('a program that is named by its path is there', () => {
  for (const path of ['src/resources/ownership/watchdog-program.js', 'src/started/preload.js', 'src/project/late-transformer.js'])
    expect(existsSync(join(DIST, path))).toBe(true);
});

// Fails when a bundle that comes from the code cache imports by itself, and when a text that speaks of an import is changed.
test('a bundle that is opened by the code cache imports by its function', () => {
  const texts = rooms
    .filter((room) => !/^src\/(sandbox|started|code-cache|resources\/watchdog)\//.test(room))
    .map((room) => readFileSync(join(DIST, room), 'utf8'));
  const written = (text: string): string[] => texts.flatMap((all) => all.split('\n').filter((line) => line.includes(text)));
  expect(written('importModule(').length).toBeGreaterThan(2);
  expect(written(' import(').filter((line) => !/^\s*(\/\/|\*)/.test(line))).toEqual([]);
  expect(written("{import('jest').Config}")).toHaveLength(1);
});
