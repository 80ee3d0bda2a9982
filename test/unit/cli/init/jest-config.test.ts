import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import type { Plan } from '../../../../src/cli/init/change';
import { findIn } from '../../../../src/cli/init/found';
import { planJestConfig } from '../../../../src/cli/init/jest-config';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function planOf(files: Readonly<Record<string, string>>): Promise<Plan> {
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) writeFileSync(join(folder, name), text);
  return planJestConfig(await findIn(folder, { PATH: '' }));
}

/** Writes the plan and reads the config as a program does, not as text. */
function configAfter({ changes }: Plan): unknown {
  for (const { path, after } of changes) writeFileSync(join(folder, path), after);
  const [path = ''] = changes.map((change) => change.path);
  const text = readFileSync(join(folder, path), 'utf8');
  if (path === 'package.json') return JSON.parse(text).jest;
  if (path.endsWith('.json')) return ts.parseConfigFileTextToJson(path, text).config;
  const module = { exports: {} as { default?: unknown } };
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  new Function('module', 'exports', 'require', ts.transpile(text, options))(module, module.exports, () => (config: unknown) => config);
  const exported = module.exports.default ?? module.exports;
  return typeof exported === 'function' ? exported() : exported;
}

const PRESET = '@dspex/jest-preset';
const REPORTERS = ['default', `${PRESET}/reporter`];
/** What the preset consists of, but for reporters. */
const PARTS = {
  testEnvironment: `${PRESET}/environment`,
  globalSetup: `${PRESET}/global-setup`,
  globalTeardown: `${PRESET}/global-teardown`,
};

// Fails when a form of Jest config is spoilt, or is left without the preset.
test.each([
  ['CommonJS', 'jest.config.js', 'module.exports = {\n  // kept\n  verbose: true,\n};\n'],
  ['on one line', 'jest.config.js', 'module.exports = { verbose: true };'],
  ['by a name', 'jest.config.cjs', 'const config = {\n    verbose: true\n}\nmodule.exports = config;'],
  ['an ES module', 'jest.config.mjs', 'export default {\n\tverbose: true,\n};\n'],
  [
    'TypeScript',
    'jest.config.ts',
    "import type { Config } from 'jest';\nconst config: Config = {\n  verbose: true,\n};\nexport default config;\n",
  ],
  [
    'TypeScript that satisfies',
    'jest.config.ts',
    "import type { Config } from 'jest';\nexport default { verbose: true } satisfies Config;",
  ],
  ['a function', 'jest.config.js', 'module.exports = () => ({ verbose: true });'],
  ['a function with a body', 'jest.config.js', 'module.exports = () => {\n  const config = { verbose: true };\n  return config;\n};'],
  ['handed to a function', 'jest.config.js', "const define = require('define');\nmodule.exports = define({ verbose: true });"],
  ['JSON', 'jest.config.json', '{\n  "verbose": true\n}\n'],
  ['in package.json', 'package.json', '{\n  "name": "x",\n  "jest": {\n    "verbose": true\n  }\n}\n'],
])('puts the preset into a config that is %s, once', async (_, path, text) => {
  const plan = await planOf({ [path]: text });
  expect(plan.toDo).toEqual([]);
  expect(configAfter(plan)).toEqual({ preset: PRESET, verbose: true });
  expect((await planOf({})).changes.filter(({ before, after }) => before !== after)).toEqual(
    path === 'package.json' ? [expect.anything()] : [],
  );
});

// Fails when something of the user's that stands in the way of the preset stays there, or is thrown away.
test.each([
  ['an empty config', '{}', { preset: PRESET }],
  ['the environment of Jest', "{ testEnvironment: 'node' }", { preset: PRESET, testEnvironment: `${PRESET}/environment` }],
  ['ts-jest alone', "{ preset: 'ts-jest' }", { preset: PRESET }],
  ['reporters', "{ reporters: ['default'] }", { preset: PRESET, reporters: REPORTERS }],
  ['another preset', "{ preset: 'jest-expo' }", { preset: 'jest-expo', ...PARTS, reporters: REPORTERS }],
  ['jsdom', "{ testEnvironment: 'jsdom' }", { preset: PRESET, testEnvironment: '<rootDir>/dspex-environment.cjs' }],
  [
    'jsdom below another root',
    "{ rootDir: 'src', testEnvironment: 'jsdom' }",
    { preset: PRESET, rootDir: 'src', testEnvironment: '<rootDir>/../dspex-environment.cjs' },
  ],
  [
    'projects',
    "{ projects: [{ displayName: 'a' }, './b'] }",
    { projects: [{ preset: PRESET, displayName: 'a' }, './b'], reporters: REPORTERS },
  ],
  [
    'projects and reporters',
    "{ reporters: ['default', 'jest-junit'], projects: [{ displayName: 'a' }] }",
    { projects: [{ preset: PRESET, displayName: 'a' }], reporters: ['default', 'jest-junit', `${PRESET}/reporter`] },
  ],
  [
    'a preset at the root of projects',
    `{ preset: '@dspex/jest-preset', projects: [{ displayName: 'a' }] }`,
    { preset: PRESET, projects: [{ preset: PRESET, displayName: 'a' }] },
  ],
  [
    'a project with another preset',
    "{ projects: [{ preset: 'jest-expo', reporters: ['default'] }] }",
    { projects: [{ preset: 'jest-expo', ...PARTS, reporters: ['default'] }], reporters: REPORTERS },
  ],
])('makes its way beside %s', async (_, before, after) => {
  expect(configAfter(await planOf({ 'jest.config.js': `module.exports = ${before};` }))).toEqual(after);
  expect((await planOf({})).changes.filter(({ path }) => path === 'jest.config.js')).toEqual([]);
});

test('what only its author can change is said, with what to write', async () => {
  const own = await planOf({ 'jest.config.js': "module.exports = { globalSetup: './setup.js' };" });
  expect(own.toDo).toEqual([
    {
      what: expect.stringContaining('globalSetup'),
      next: expect.stringMatching(/import\('@dspex\/jest-preset\/global-setup'\).*\.\/setup\.js/),
    },
  ]);
  // Fails when it is said again where it is done.
  expect((await planOf({ 'setup.js': own.toDo[0]?.next ?? '' })).toDo).toEqual([]);
  const unreadable = await planOf({ 'jest.config.js': "module.exports = require('shared').config;" });
  expect(unreadable).toEqual({
    changes: [],
    toDo: [{ what: expect.stringContaining('jest.config.js'), next: expect.stringContaining(PRESET) }],
  });
});

// Fails when the line to type cannot be typed, as `cd packages/*` where there are two.
test.each<[string, string, string, string]>([
  ['<rootDir>/packages/*', 'a, b', 'cd packages/a && npx dspex-jest init   # and so in each', 'ab'],
  ['packages/*', 'packages/a', 'cd packages/a && npx dspex-jest init', 'a'],
  ['./apps/web/jest.config.js', 'apps/web', 'cd apps/web && npx dspex-jest init', ''],
  ['apps/**', 'apps/**', 'npx dspex-jest init   # in each', 'ab'],
])('says where the projects %s are set up', async (project, what, next, packages) => {
  for (const name of ['not-one', ...packages]) mkdirSync(join(folder, 'packages', name), { recursive: true });
  for (const name of packages) writeFileSync(join(folder, 'packages', name, 'package.json'), '{}');
  const { toDo } = await planOf({ 'jest.config.js': `module.exports = { projects: ['${project}'] };` });
  expect(toDo).toEqual([{ what: expect.stringContaining(what.replace('a, b', 'packages/a, packages/b')), next }]);
});

// Fails when `init`, typed where it said to type it, says the same again: a folder without a package.json is none of a project's own.
test.each([
  ['a path', ["'<rootDir>/apps/api'", "'<rootDir>/libs/llm/jest.config.js'"]],
  ['a pattern', ["'<rootDir>/apps/*'", "'libs/*'"]],
])('puts the preset into the configs of projects without a package.json, named by %s', async (_, projects) => {
  for (const name of ['apps/api', 'libs/llm']) mkdirSync(join(folder, name), { recursive: true });
  const { changes, toDo } = await planOf({
    'jest.config.js': `module.exports = { projects: [${projects.join(', ')}] };`,
    'apps/api/jest.config.js': "module.exports = { testEnvironment: 'node' };",
    'libs/llm/jest.config.js': "module.exports = { testEnvironment: 'jsdom' };",
  });
  expect(toDo).toEqual([]);
  const after = Object.fromEntries(changes.map((change) => [change.path, change.after]));
  expect(after['apps/api/jest.config.js']).toBe(`module.exports = { preset: '${PRESET}', testEnvironment: '${PRESET}/environment' };`);
  expect(after['libs/llm/jest.config.js']).toContain("testEnvironment: '<rootDir>/../../dspex-environment.cjs'");
});

// Fails when what projects have in common keeps the preset from being in effect.
test('changes what stands in the way in an object that projects share', async () => {
  const base = "const base = { testEnvironment: 'node', preset: 'ts-jest' };\n";
  const plan = await planOf({ 'jest.config.js': `${base}module.exports = { projects: [{ ...base, displayName: 'a' }, { ...base }] };` });
  const project = { preset: PRESET, testEnvironment: `${PRESET}/environment` };
  expect(configAfter(plan)).toEqual({ reporters: REPORTERS, projects: [{ ...project, displayName: 'a' }, project] });
});

// Fails when a run that Nest has beside the unit tests is left without the preset, or a config that no script names is touched.
test('puts the preset into the configs that scripts name', async () => {
  mkdirSync(join(folder, 'test'));
  const scripts = { test: 'jest', 'test:e2e': 'jest --runInBand --config ./test/jest-e2e.json', bench: 'jest -c nowhere.js && other -c x' };
  const plan = await planOf({
    'package.json': JSON.stringify({ scripts, jest: { rootDir: 'src' } }),
    'test/jest-e2e.json': '{ "rootDir": "..", "testEnvironment": "jsdom" }',
    'test/unnamed.json': '{}',
  });
  expect(plan.changes.map(({ path }) => path)).toEqual(['package.json', 'test/jest-e2e.json', 'dspex-environment.cjs']);
  expect(JSON.parse(plan.changes[1]?.after ?? '')).toEqual({
    preset: PRESET,
    rootDir: '..',
    testEnvironment: '<rootDir>/dspex-environment.cjs',
  });
});

// Fails when init writes a config that `npm test` does not read.
test('takes the config that the script `test` names for that of the project', async () => {
  mkdirSync(join(folder, 'config'));
  const scripts = { test: 'cross-env CI=1 jest --config=config/jest.js' };
  const plan = await planOf({ 'package.json': JSON.stringify({ scripts }), 'config/jest.js': 'module.exports = {};' });
  expect(plan.changes).toEqual([expect.objectContaining({ path: 'config/jest.js', after: expect.stringContaining(PRESET) })]);
});
