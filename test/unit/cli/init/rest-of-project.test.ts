import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { CiService } from '../../../../src/cli/init/ci';
import { findIn } from '../../../../src/cli/init/found';
import { planOf } from '../../../../src/cli/init/plan';
import { writeChanges } from '../../../../src/cli/init/write-changes';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  // Without one, the project is the nearest above that has one.
  writeFileSync(join(folder, 'package.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;

function write(files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Writes what is planned, and gives what was written. */
async function initialised(files: Files, ci?: CiService): Promise<readonly string[]> {
  write(files);
  const { changes } = planOf(await findIn(folder, { PATH: '' }), ci);
  writeChanges(folder, changes);
  return changes.map(({ path }) => path);
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const json = (name: string): Record<string, unknown> => ts.parseConfigFileTextToJson(name, read(name)).config;

/** What `npm init` writes, and what `tsc --init` of TypeScript 6 does. */
const NPM_INIT =
  '{\n  "name": "x",\n  "scripts": {\n    "test": "echo \\"Error: no test specified\\" && exit 1"\n  },\n  "type": "commonjs"\n}\n';
const TSC_INIT =
  '{\n  // Visit https://aka.ms/tsconfig\n  "compilerOptions": {\n    "module": "nodenext",\n    "types": [],\n    "verbatimModuleSyntax": true,\n  }\n}\n';

// Fails when a project is left without what a first run needs, or is changed again by a second.
test.each<[string, Files, string[]]>([
  ['JavaScript', { 'package.json': NPM_INIT }, ['jest.config.js', 'package.json', 'test/first.test.js', '.gitignore']],
  ['ES modules', { 'package.json': '{ "type": "module" }' }, ['jest.config.js', 'package.json', 'test/first.test.js', '.gitignore']],
  [
    'TypeScript',
    { 'package.json': NPM_INIT, 'tsconfig.json': TSC_INIT },
    ['jest.config.js', 'package.json', 'tsconfig.json', 'test/first.test.ts', '.gitignore'],
  ],
  [
    'a project that is set up but for us',
    {
      'package.json': '{ "jest": { "verbose": true }, "scripts": { "test": "jest --coverage" } }',
      'src/lib/price.spec.ts': '',
      '.gitignore': 'dist',
      'tsconfig.json': '{}',
    },
    ['package.json', 'src/lib/first.spec.ts', '.gitignore'],
  ],
])('%s gets what it lacks, once', async (_, files, written) => {
  expect(await initialised(files)).toEqual(written);
  expect(await initialised({})).toEqual([]);
});

test('scripts, ignored files and compiler options of the user stay', async () => {
  await initialised({ 'package.json': '{ "scripts": { "test": "mocha" } }', 'tsconfig.json': TSC_INIT, '.gitignore': 'dist' });
  expect(json('package.json')).toEqual({ scripts: { test: 'mocha' } });
  expect(json('tsconfig.json')).toEqual({ compilerOptions: { module: 'nodenext', types: ['node'], verbatimModuleSyntax: true } });
  expect(read('tsconfig.json')).toContain('// Visit');
  expect(read('.gitignore')).toBe('dist\n.dspex/\n');
});

test('Jest is started as the modules of the project need it', async () => {
  await initialised({ 'package.json': NPM_INIT });
  expect(json('package.json')).toMatchObject({ scripts: { test: 'jest' } });
  await initialised({ 'package.json': '{ "type": "module" }' });
  expect(json('package.json')).toMatchObject({ scripts: { test: expect.stringContaining('--experimental-vm-modules') } });
});

// Fails when modules that use DSPy would not be found by their names.
test.each([
  ['greeter.py', undefined],
  ['python/greeter.py', "path: ['python']"],
  ['python/support/desk/triage.py', "path: ['python']"],
])('%s is importable', async (file, expected) => {
  await initialised({ [file]: 'import dspy\n', 'python/support/__init__.py': '', 'python/support/desk/__init__.py': '' });
  const config = read('jest.config.js');
  if (expected === undefined) expect(config).not.toContain('path:');
  else expect(config).toContain(expected);
});

test.each(['', 'packages/a/'])('an ignored .dspex of a repository is seen from %j', async (below) => {
  write({ '.gitignore': '/.dspex\n', '.git/HEAD': '', [`${below}package.json`]: '{}' });
  folder = join(folder, below);
  await initialised({});
  expect(existsSync(join(folder, '.gitignore'))).toBe(below === '');
  expect(existsSync(join(folder, '.gitignore')) ? read('.gitignore') : '').not.toContain('.dspex/');
  folder = below === '' ? folder : dirname(dirname(folder));
});

// Fails when a pipeline of the user's own is written over.
test('jobs go beside a pipeline that is there', async () => {
  expect(await initialised({}, 'github')).toContain('.github/workflows/test.yml');
  // Fails when pushes to master run nothing, or the branch that asks the real model is one that the repository does not have.
  expect(read('.github/workflows/test.yml')).toContain('branches: [main, master]');
  expect(read('.github/workflows/test.yml')).toContain('github.ref_name == github.event.repository.default_branch');
  expect(await initialised({ '.github/workflows/test.yml': 'name: mine\n' }, 'github')).toEqual(['.github/workflows/dspex.yml']);
  expect(await initialised({ '.gitlab-ci.yml': 'mine: {}\n' }, 'gitlab')).toEqual(['.gitlab/dspex.gitlab-ci.yml']);
  expect(await initialised({}, 'gitlab')).toEqual([]);
});

/** An installed package, as far as it is looked at. */
const package_ = (name: string, version: string): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version }),
});
const PACKAGES = { ...package_('jest', '30.5.2'), ...package_('jest-environment-node', '30.5.2'), ...package_('@types/node', '24.0.0') };

const toDoOf = async (files: Files): Promise<readonly unknown[]> => {
  write(files);
  const found = await findIn(folder, { PATH: '' });
  return planOf(found, undefined).toDo;
};

// Fails when it proposes a compiler that the project's own transform would not use, and is silent about the one that it cannot.
test('where a project compiles by ts-jest and has TypeScript 7, it asks for TypeScript 6', async () => {
  const files = { ...PACKAGES, ...package_('ts-jest', '29.4.15'), ...package_('typescript', '7.0.2'), 'tsconfig.json': '{}' };
  const config = `module.exports = { transform: { '^.+\\\\.tsx?$': 'ts-jest' } };`;

  expect(await toDoOf({ ...files, 'jest.config.js': config })).toEqual([
    {
      what: 'jest.config.js compiles by ts-jest 29.4.15, which needs a TypeScript below 7: 7.0.2 is installed.',
      next: 'npm i -D typescript@6',
    },
  ]);
  expect(await toDoOf({ 'jest.config.js': `module.exports = { transform: { '^.+\\\\.tsx?$': 'esbuild-jest' } };` })).toEqual([]);
  expect(await toDoOf({ 'jest.config.js': 'module.exports = {};' })).toEqual([
    { what: '@swc/core, @swc/jest are not installed.', next: 'npm i -D @swc/core @swc/jest' },
  ]);
});

// Fails when the folder above is given a test that no project of it runs as ours: it would be red.
test('writes no test where all projects are set up elsewhere', async () => {
  const files = { 'packages/a/package.json': '{}', 'packages/a/a.test.js': '' };

  expect(await initialised({ ...files, 'jest.config.js': `module.exports = { projects: ['packages/*'] };` })).toEqual([
    'jest.config.js',
    'package.json',
    '.gitignore',
  ]);
});

// Fails when a test that `init` writes runs in each job that `init --ci` writes: without DSPy, and without a key, it would be red there.
test.each([
  ['node', '@jest-environment @dspex/jest-preset/unit'],
  ['jsdom', '@dspex-layer unit'],
])('the first test in an environment %s names its layer', async (environment, layer) => {
  await initialised({ 'jest.config.js': `module.exports = { testEnvironment: '${environment}' };` });
  expect(read('test/first.test.js').split('\n')[0]).toBe(`/** ${layer} */`);
});

// Fails when a job types a line that the project's package manager does not run.
test.each([
  ['package-lock.json', 'commonjs', 'npx jest', 'npx dspex-jest'],
  ['pnpm-lock.yaml', 'commonjs', 'pnpm exec jest', 'pnpm exec dspex-jest'],
  ['yarn.lock', 'commonjs', 'yarn jest', 'yarn dspex-jest'],
  ['pnpm-lock.yaml', 'module', 'node --experimental-vm-modules node_modules/jest/bin/jest.js', 'pnpm exec dspex-jest'],
])('jobs of a project with %s and modules of %s start Jest by %s, and verify recordings by %s', async (lock, type, line, verify) => {
  await initialised({ 'package.json': JSON.stringify({ type }), [lock]: '' }, 'github');
  expect(read('.github/workflows/test.yml')).toContain(`- run: ${line}\n        env: { TEST_MODE: unit }`);
  expect(read('.github/workflows/test.yml')).toContain(`- run: ${verify} cassettes verify\n`);
});
