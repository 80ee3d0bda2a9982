import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findPython } from '../../../../src/bridge/server/find-python';

const REAL = resolve(__dirname, '../../../../.venv/bin/python');
let rootDir: string;

beforeEach(() => {
  rootDir = mkdtempSync(join(tmpdir(), 'find-'));
});
afterEach(() => rmSync(rootDir, { recursive: true, force: true }));

function script(path: string, text: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}
const says = (answer: object): string => `echo 'dspex-jest: ${JSON.stringify(answer)}'`;
const good = (name: string): string => says({ executable: `/real/${name}`, version: '3.12.1', dspy: '3.4.1' });

// Real interpreters where it matters; scripts that answer the probe where only the order is in question.
describe('the search for Python', () => {
  test('DSPEX_PYTHON wins over option, VIRTUAL_ENV, .venv and PATH', async () => {
    const named = script(join(rootDir, 'named'), good('named'));
    script(join(rootDir, '.venv/bin/python'), good('venv'));
    const env = { ...process.env, DSPEX_PYTHON: named, VIRTUAL_ENV: '/nowhere' };
    await expect(findPython({ rootDir, configured: '/nowhere', env })).resolves.toMatchObject({
      executable: '/real/named',
      source: 'DSPEX_PYTHON',
    });
  });

  test.each(['option', 'VIRTUAL_ENV', '.venv', 'PATH'])('then comes %s', async (place) => {
    const order = ['option', 'VIRTUAL_ENV', '.venv', 'PATH'];
    const from = order.indexOf(place);
    const here = (name: string): boolean => order.indexOf(name) >= from;
    if (here('.venv')) script(join(rootDir, '.venv/bin/python'), good('.venv'));
    script(join(rootDir, 'active/bin/python'), good('VIRTUAL_ENV'));
    script(join(rootDir, 'bin/python3'), good('PATH'));
    const env = {
      PATH: `${join(rootDir, 'bin')}:${process.env.PATH}`,
      ...(here('VIRTUAL_ENV') ? { VIRTUAL_ENV: join(rootDir, 'active') } : {}),
    };
    const configured = here('option') ? script(join(rootDir, 'configured'), good('option')) : undefined;
    await expect(findPython({ rootDir, configured, env })).resolves.toMatchObject({ executable: `/real/${place}` });
  });

  test('the real interpreter is told by its own sys.executable, with the DSPy it has', async () => {
    await expect(findPython({ rootDir, env: { ...process.env, DSPEX_PYTHON: REAL } })).resolves.toMatchObject({
      executable: REAL,
      dspy: '3.4.1',
    });
  });

  test('one that is named but does not run is an error, never a reason to look further', async () => {
    script(join(rootDir, '.venv/bin/python'), good('venv'));
    await expect(findPython({ rootDir, env: { ...process.env, DSPEX_PYTHON: '/no/such/python' } })).rejects.toMatchObject({
      code: 'PYTHON_NOT_FOUND',
      message: expect.stringMatching(/"\/no\/such\/python" \(from DSPEX_PYTHON\)/),
    });
  });

  test('no Python at all lists where it looked', async () => {
    await expect(findPython({ rootDir, env: { PATH: join(rootDir, 'empty') } })).rejects.toMatchObject({
      code: 'PYTHON_NOT_FOUND',
      message: expect.stringMatching(/VIRTUAL_ENV.*PATH/),
    });
  });

  test('a Python that is too old names the version and how to make a newer one', async () => {
    const old = script(join(rootDir, 'old'), says({ executable: '/real/old', version: '3.9.18', dspy: null }));
    await expect(findPython({ rootDir, env: { ...process.env, DSPEX_PYTHON: old } })).rejects.toMatchObject({
      code: 'PYTHON_TOO_OLD',
      message: expect.stringContaining('3.9.18'),
    });
  });

  // Fails when two commands are told for one thing: README has this one.
  test.each(['PATH', '.venv'])('a Python of nobody (%s) without DSPy leads to one of the project', async (source) => {
    const bare = says({ executable: '/usr/bin/python3', version: '3.12.1', dspy: null });
    const home = join(rootDir, `home-${source}`);
    const folder = source === 'PATH' ? join(home, 'bin') : join(home, '.venv/bin');
    mkdirSync(folder, { recursive: true });
    script(join(folder, 'python'), bare);
    script(join(folder, 'python3'), bare);
    await expect(findPython({ rootDir: home, env: { PATH: `${folder}:${process.env.PATH}` } })).rejects.toMatchObject({
      code: 'DSPY_NOT_FOUND',
      message: expect.stringContaining('next: npx dspex-jest python install'),
    });
  });

  test('a Python without DSPy gives the command that installs it there', async () => {
    const bare = script(join(rootDir, 'bare'), says({ executable: '/real/bare', version: '3.12.1', dspy: null }));
    await expect(findPython({ rootDir, env: { ...process.env, DSPEX_PYTHON: bare } })).rejects.toMatchObject({
      code: 'DSPY_NOT_FOUND',
      message: expect.stringContaining(`"/real/bare" -m pip install 'dspy==3.4.1'`),
    });
  });

  // Fails when a package of a repository does not find what lies at its root, or a project finds what is not its own.
  test.each([
    ['repository/.venv', 'repository/.git', 'repository/packages/web', '/real/above'],
    ['repository/venv', 'repository/.git', 'repository', '/real/above'],
    ['.venv', 'repository/.git', 'repository/packages/web', '/real/PATH'],
    ['repository/.venv', undefined, 'repository/packages/web', '/real/PATH'],
  ])('of %s, with %s, a run in %s takes %s', async (venv, git, project, executable) => {
    script(join(rootDir, venv, 'bin/python'), good('above'));
    script(join(rootDir, 'bin/python3'), good('PATH'));
    for (const folder of [git, project]) if (folder !== undefined) mkdirSync(join(rootDir, folder), { recursive: true });
    const env = { PATH: `${join(rootDir, 'bin')}:${process.env.PATH}` };
    await expect(findPython({ rootDir: join(rootDir, project), env })).resolves.toMatchObject({ executable });
  });

  // Fails when whoever has a Python project in a folder is told to install a second DSPy.
  test('one of a Python project below that has DSPy is told, not taken', async () => {
    const bare = says({ executable: '/usr/bin/python3', version: '3.12.1', dspy: null });
    script(join(rootDir, 'bin/python3'), bare);
    for (const name of ['a/.venv', 'services/nlp/.venv', 'node_modules/b/.venv']) script(join(rootDir, name, 'bin/python'), good(name));
    for (const name of ['services/nlp', 'node_modules/b'])
      mkdirSync(join(rootDir, name, '.venv/lib/python3.12/site-packages/dspy'), { recursive: true });
    await expect(findPython({ rootDir, env: { PATH: `${join(rootDir, 'bin')}:${process.env.PATH}` } })).rejects.toMatchObject({
      code: 'DSPY_NOT_FOUND',
      message: expect.stringContaining(
        "next: testEnvironmentOptions: { dspex: { python: { executable: 'services/nlp/.venv/bin/python' } } },",
      ),
    });
  });

  // Fails when a project that has its DSPy by such a tool is told to install another.
  test.each([
    ['poetry.lock', 'next: poetry install && poetry run npx jest'],
    ['Pipfile.lock', 'next: pipenv install && pipenv run npx jest'],
    ['uv.lock', 'next: uv sync'],
  ])('where %s lies in the project, its tool is what to type', async (lock, next) => {
    script(join(rootDir, 'bin/python3'), says({ executable: '/usr/bin/python3', version: '3.12.1', dspy: null }));
    writeFileSync(join(rootDir, lock), '');
    await expect(findPython({ rootDir, env: { PATH: `${join(rootDir, 'bin')}:${process.env.PATH}` } })).rejects.toMatchObject({
      code: 'DSPY_NOT_FOUND',
      message: expect.stringContaining(next),
    });
  });
});
