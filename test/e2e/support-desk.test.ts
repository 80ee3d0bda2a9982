import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeProject, type Project, runJest } from './run-jest';

const EXAMPLE = resolve(__dirname, '../../examples/support-desk');
const TSC = resolve(__dirname, '../../node_modules/typescript/bin/tsc');
const NOT_OURS = /node_modules|\.venv|__pycache__/;

function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !NOT_OURS.test(name) && statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

// Fails when what a newcomer copies does not run, does not type-check, or has a rule that nothing uses.
describe('examples/support-desk, copied to an empty folder', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject(filesOf(EXAMPLE));
  });
  afterAll(() => project.remove());

  test('passes, unit, integration and service, with every rule used', async () => {
    const run = await runJest(project);
    expect(run.tests.flatMap((outcome) => outcome.failureMessages)).toEqual([]);
    expect([run.exitCode, run.tests.length]).toEqual([0, 19]);
    expect(run.output).not.toContain('unused');
  });

  test('type-checks', () => {
    const { status, stdout } = spawnSync(process.execPath, [TSC, '-p', project.folder], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
