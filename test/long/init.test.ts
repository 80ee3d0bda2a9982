import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dspexJest } from '../e2e/cli';
import { makeProject, type Project, runJest } from '../e2e/run-jest';

const REPOSITORY = resolve(__dirname, '../..');
const WITH_PYTHON = { DSPEX_PYTHON: join(REPOSITORY, '.venv/bin/python') };
/** A machine without DSPy, whatever is on the PATH. */
const WITHOUT_PYTHON = { DSPEX_PYTHON: '/no/python' };
const TYPED = { strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: true, types: [] };

/** An empty project: no config, no tests. */
function emptyProject(manifest: object, files: Readonly<Record<string, string>> = {}): Project {
  const project = makeProject({ 'package.json': JSON.stringify(manifest), ...files });
  rmSync(join(project.folder, 'jest.config.js'));
  // What is written is run as it stands.
  return { ...project, args: [] };
}

const tsconfig = (options: object): Record<string, string> => ({
  'tsconfig.json': JSON.stringify({ compilerOptions: { ...TYPED, ...options } }),
});

// Fails when what init writes is not green as it is, in the way of writing modules and types that the project has.
describe('init, in a project', () => {
  test.each<[string, Project, Record<string, string>, number]>([
    ['in JavaScript', emptyProject({ private: true }), WITH_PYTHON, 3],
    ['in ES modules', emptyProject({ type: 'module' }), WITHOUT_PYTHON, 2],
    ['in TypeScript', emptyProject({}, tsconfig({ module: 'nodenext', verbatimModuleSyntax: true })), WITHOUT_PYTHON, 2],
    [
      'in TypeScript and ES modules',
      emptyProject({ type: 'module' }, tsconfig({ module: 'esnext', moduleResolution: 'bundler' })),
      WITHOUT_PYTHON,
      2,
    ],
    ['on jsdom', emptyProject({ jest: { testEnvironment: 'jsdom' } }), WITHOUT_PYTHON, 1],
  ])('%s writes tests that pass', async (_, project, env, count) => {
    const said = await dspexJest(project, ['init', '--yes'], { env });
    expect([said.status, said.stderr]).toEqual([0, '']);
    const manifest = JSON.parse(readFileSync(join(project.folder, 'package.json'), 'utf8'));
    const nodeArgs = manifest.type === 'module' ? ['--experimental-vm-modules', '--no-warnings'] : [];
    const run = await runJest(project, { nodeArgs });
    expect(run.tests.map(({ status }) => status)).toEqual(Array(count).fill('passed'));
    // It reads the types of the package anew each time.
    if (manifest.type === undefined && existsSync(join(project.folder, 'tsconfig.json')))
      execFileSync(process.execPath, [join(REPOSITORY, 'node_modules/typescript/bin/tsc'), '--noEmit'], {
        cwd: project.folder,
        stdio: 'inherit',
      });
    expect((await dspexJest(project, ['init', '--json'], { env })).stdout).toContain('"changes": []');
    project.remove();
  });
});

// Fails when a Python project in a folder has to be named by hand, or a path from the project's folder leads nowhere.
test('init names the Python and the modules of a project in a folder, and tests run by it', async () => {
  const desk = 'import dspy\nclass Desk(dspy.Module):\n    def forward(self):\n        return {"answer": "at four"}\n';
  const project = emptyProject({ private: true }, { 'services/nlp/src/desk.py': desk });
  symlinkSync(join(REPOSITORY, '.venv'), join(project.folder, 'services/nlp/.venv'));
  // Without the repository around it, which has a Python, too.
  mkdirSync(join(project.folder, '.git'));
  const env = { DSPEX_PYTHON: '', VIRTUAL_ENV: '' };
  await dspexJest(project, ['init', '--yes'], { env });
  const config = readFileSync(join(project.folder, 'jest.config.js'), 'utf8');
  expect(config).toContain("python: { executable: 'services/nlp/.venv/bin/python', path: ['services/nlp/src'] }");
  writeFileSync(
    join(project.folder, 'desk.test.js'),
    `/** @jest-environment @dspex/jest-preset/integration */
    const { dspex } = require('@dspex/jest-preset');
    test('asks', async () => {
      expect((await (await dspex.loadModule('desk:Desk')).execute({})).outputs.answer).toBe('at four');
    });`,
  );
  const run = await runJest(project, { args: ['desk.test.js'], env });
  expect(run.test('asks').failureMessages).toEqual([]);
  project.remove();
});

// Fails when a program that is not asked writes, or when other programs cannot read what is planned.
test('init without a person to ask writes nothing, and says what would', async () => {
  const project = emptyProject({ private: true });
  const said = await dspexJest(project, ['init'], { env: WITHOUT_PYTHON });
  expect(said).toMatchObject({ status: 0, stdout: expect.stringContaining('next: npx dspex-jest init --yes') });
  expect(said.stdout).toContain("+  preset: '@dspex/jest-preset',");
  const told = JSON.parse((await dspexJest(project, ['init', '--json', '--ci', 'gitlab'], { env: WITHOUT_PYTHON })).stdout);
  expect(told).toMatchObject({ written: false, found: { isTypeScript: false, isModule: false } });
  expect(told.changes.map(({ path }: { path: string }) => path)).toContain('.gitlab-ci.yml');
  expect(existsSync(join(project.folder, 'jest.config.js'))).toBe(false);
  project.remove();
});
