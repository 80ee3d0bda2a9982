import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { thisProcess } from '../../src/resources/ownership/process-identity';
import { dspexJest } from './cli';
import { makeProject } from './run-jest';

const PYTHON = resolve(__dirname, '../../.venv/bin/python');

interface Told {
  readonly problems: number;
  readonly findings: readonly { readonly check: string; readonly state: string; readonly what: string; readonly next: string | null }[];
}

// Fails when what works is called wrong, or when a bug report lacks a version.
test('doctor has nothing to say against a project that works', async () => {
  const project = makeProject({});
  const said = await dspexJest(project, ['doctor', '--json'], { env: { DSPEX_PYTHON: PYTHON, TMPDIR: project.tmp } });
  const told = JSON.parse(said.stdout) as Told;
  expect([said.status, told.problems, told.findings.filter(({ state }) => state === 'wrong')]).toEqual([0, 0, []]);
  expect(told).toMatchObject({ package: expect.stringMatching(/^\d/), platform: expect.stringContaining(process.platform) });
  expect(told.findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['node', 'jest', 'config', 'python', 'sockets', 'folders', 'leftovers', 'limits', 'disk', 'proxy']),
  );
  expect(told.findings.find(({ check }) => check === 'python')?.what).toMatch(/^3\.\d+\.\d+ with DSPy 3\.4/);
  project.remove();
});

// Fails when something that stops a run is not found, or has no cure.
test('doctor finds what stops a run, each with what to type', async () => {
  const project = makeProject({
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', globalSetup: './own.js', reporters: ['default'] };",
    'own.js': 'module.exports = () => undefined;',
  });
  const env = { DSPEX_PYTHON: '/no/python', TMPDIR: project.tmp, DSPEX_STATE_DIR: '/dev/null', HTTP_PROXY: 'http://proxy' };
  const said = await dspexJest(project, ['doctor'], { env });
  expect(said.status).toBe(1);
  const lines = said.stdout.split('\n');
  for (const check of ['config', 'python', 'folders', 'proxy']) {
    const at = lines.findIndex((line) => new RegExp(`^wrong +${check} `).test(line));
    expect([check, lines[at + 1]]).toEqual([check, expect.stringMatching(/^ +next: \S/)]);
  }
  expect(lines.at(-2)).toMatch(/^\d problems: type what/);
  project.remove();
});

// Fails when whoever has no reporters is told of his own, or writes ours where Jest does not read it.
test('doctor says where the reporter of a config with projects is missing, and init writes it there', async () => {
  const preset = "preset: '@dspex/jest-preset'";
  const project = makeProject({
    'jest.config.js': `module.exports = { projects: [{ displayName: 'a', ${preset} }, { displayName: 'b', ${preset} }] };`,
  });
  const env = { DSPEX_PYTHON: '/no/python', TMPDIR: project.tmp };
  const said = async (): Promise<Told['findings']> =>
    (JSON.parse((await dspexJest(project, ['doctor', '--json'], { env })).stdout) as Told).findings.filter(
      ({ check }) => check === 'config',
    );

  expect(await said()).toEqual([
    expect.objectContaining({
      state: 'note',
      what: expect.stringContaining('The config that names the projects has no reporters'),
      next: expect.stringMatching(/^reporters: \['default', '@dspex\/jest-preset\/reporter'\], {3}# beside `projects`/),
    }),
  ]);
  await dspexJest(project, ['init', '--yes'], { env });
  expect(await said()).toEqual([expect.objectContaining({ state: 'ok', what: 'it has the preset' })]);
  project.remove();
});

test('doctor counts what killed runs have left, and sweep removes it', async () => {
  const project = makeProject({});
  const { pid } = spawnSync('true');
  const left = join(project.tmp, `dspex-${pid}-0000cccc`);
  mkdirSync(left);
  writeFileSync(join(left, 'owner.json'), JSON.stringify({ ...thisProcess(), pid }));
  const run = (...args: string[]): ReturnType<typeof dspexJest> =>
    dspexJest(project, args, { env: { TMPDIR: project.tmp, DSPEX_PYTHON: '/no/python' } });

  expect((await run('doctor')).stdout).toMatch(/note +leftovers .*\n +next: npx dspex-jest sweep\n/);
  expect(await run('sweep')).toMatchObject({ status: 0, stdout: expect.stringContaining(`ended  dspex-${pid}-0000cccc`) });
  expect(existsSync(left)).toBe(false);
  // Others may leave something on this machine meanwhile.
  const { gone, left: stays } = JSON.parse((await run('sweep', '--json')).stdout);
  expect([...gone, ...stays]).not.toContain(`dspex-${pid}-0000cccc`);
  project.remove();
});
