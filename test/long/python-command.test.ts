import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dspexJest } from '../e2e/cli';
import { makeProject, type Project } from '../e2e/run-jest';

const PYTHON = resolve(__dirname, '../../.venv/bin/python');

/** A package index that is a folder, with a DSPy of this version in it that holds nothing. */
function indexWith(folder: string, version: string): Record<string, string> {
  const wheel = join(folder, `dspy-${version}-py3-none-any.whl`);
  mkdirSync(folder, { recursive: true });
  const files = {
    'dspy/__init__.py': '',
    [`dspy-${version}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: dspy\nVersion: ${version}\n`,
    [`dspy-${version}.dist-info/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`dspy-${version}.dist-info/RECORD`]: '',
  };
  const write =
    'import json, sys, zipfile; z = zipfile.ZipFile(sys.argv[1], "w"); [z.writestr(*f) for f in json.loads(sys.argv[2]).items()]; z.close()';
  execFileSync(PYTHON, ['-c', write, wheel, JSON.stringify(files)]);
  return { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder, DSPEX_PYTHON: PYTHON };
}

let project: Project;
beforeEach(() => {
  project = makeProject({});
});
afterEach(() => project.remove());

// Fails when the virtual environment is not made, holds another DSPy, or is not the one that tests find.
test('python install makes a .venv with the tested DSPy, which tests find', async () => {
  const env = indexWith(join(project.folder, 'index'), '3.4.1');
  const dry = JSON.parse((await dspexJest(project, ['python', 'install', '--dry-run', '--json'], { env })).stdout);
  expect(dry).toMatchObject({ done: false, commands: [expect.stringContaining('-m venv'), expect.stringContaining('pip install')] });
  const said = await dspexJest(project, ['python', 'install'], { env });
  expect(said).toMatchObject({ status: 0, stdout: expect.stringMatching(/with DSPy 3\.4\.1 in .*\.venv\. Tests find it/) });

  const info = JSON.parse((await dspexJest(project, ['python', 'info', '--json'], { env: { DSPEX_PYTHON: '', VIRTUAL_ENV: '' } })).stdout);
  expect(info.projects).toMatchObject([{ dspy: '3.4.1', foundBy: join(project.folder, '.venv') }]);
  // What is there is kept.
  expect((await dspexJest(project, ['python', 'install', '--dry-run', '--json'], { env })).stdout).not.toContain('-m venv');
});

test('an install that fails says what was run, and why', async () => {
  const env = indexWith(join(project.folder, 'index'), '3.4.0');
  mkdirSync(join(project.folder, '.venv/bin'), { recursive: true });
  writeFileSync(join(project.folder, '.venv/bin/python'), `#!/bin/sh\nexec ${PYTHON} "$@" --dry-run --ignore-installed\n`, { mode: 0o755 });
  const said = await dspexJest(project, ['python', 'install'], { env });
  expect(said).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/pip install[\s\S]*No matching distribution[\s\S]*PYTHON_INSTALL_FAILED/),
  });
  rmSync(join(project.folder, '.venv'), { recursive: true });
});
