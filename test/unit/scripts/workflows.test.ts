import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { githubWorkflow } from '../../../src/cli/init/ci-github';
import { gitlabPipeline } from '../../../src/cli/init/ci-gitlab';

const ROOT = join(__dirname, '../../..');
const WORKFLOWS = '.github/workflows';
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly steps: readonly Step[];
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

const names = readdirSync(join(ROOT, WORKFLOWS));
const textOf = (name: string): string => readFileSync(join(ROOT, WORKFLOWS, name), 'utf8');
const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap((job) => job.steps);

/** What the steps of a job run, with each value of its matrix. */
function commandsOf({ steps, strategy }: Job): string[] {
  const valuesOf = (key: string): unknown[] => [strategy?.matrix[key] ?? []].flat();
  return steps.flatMap(({ run = '' }) => {
    const [place, key = ''] = /\$\{\{ matrix\.(\w+) \}\}/.exec(run) ?? [];
    return place === undefined ? [run] : valuesOf(key).map((value) => run.replaceAll(place, String(value)));
  });
}

/** What a command starts that is not here: a script of package.json, or a file. */
function missingIn(command: string): string[] {
  const called = [...command.matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)].map(([, run, test]) => run ?? (test as string));
  const started = [...command.matchAll(/\bnode ([\w./-]+)/g)].map(([, file]) => file as string);
  return [...called.filter((name) => scripts[name] === undefined), ...started.filter((file) => !existsSync(join(ROOT, file)))];
}

/** What would fail on the first run alone: jobs that nobody declares, and values of a matrix that has none. */
function problemsIn({ jobs }: Workflow): string[] {
  return Object.entries(jobs).flatMap(([name, job]) => {
    const needs = [job.needs ?? []].flat().filter((other) => jobs[other] === undefined);
    const used = [...JSON.stringify(job).matchAll(/\$\{\{ matrix\.(\w+)/g)].map(([, key]) => key as string);
    const unknown = used.filter((key) => job.strategy?.matrix[key] === undefined);
    return [...needs.map((other) => `${name} needs ${other}`), ...unknown.map((key) => `${name} has no matrix.${key}`)];
  });
}

// Fails when a workflow is no YAML, or calls a script that was renamed: nobody would see it before it is pushed.
describe.each(names)('%s', (name) => {
  const workflow = parse(textOf(name)) as Workflow;

  test('calls commands that there are', () => {
    expect(Object.values(workflow.jobs).flatMap(commandsOf).flatMap(missingIn)).toEqual([]);
  });

  test('asks for jobs and values that there are', () => expect(problemsIn(workflow)).toEqual([]));

  test('pins what others wrote to a commit', () => {
    const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});

test('there is a job to each layer', () => {
  expect(Object.keys((parse(textOf('test.yml')) as Workflow).jobs)).toEqual(expect.arrayContaining(['unit', 'integration', 'e2e']));
});

const COMMANDS = {
  packageManager: 'npm',
  install: 'npm ci',
  jest: 'npx jest',
  dspexJest: 'npx dspex-jest',
  requirements: null,
} as const;

interface GitlabJob {
  readonly extends?: string;
  readonly script?: readonly string[];
  readonly after_script?: readonly string[];
  readonly artifacts?: { readonly when: string; readonly reports: { readonly junit: string } };
}

// Fails when what `init --ci` writes is not what the service reads.
describe.each([true, false])('what init --ci writes, usesPython: %s', (usesPython) => {
  // Fails when recordings, which need no Python, are played in none.
  const layers = ['unit', 'integration', 'e2e'];
  const jobs = [...layers, 'cassettes'].sort();

  test('is a workflow of GitHub with a job to each layer, and one that verifies recordings', () => {
    const workflow = parse(githubWorkflow({ ...COMMANDS, usesPython })) as Workflow;
    expect([Object.keys(workflow.jobs).sort(), problemsIn(workflow)]).toEqual([jobs, []]);
    expect(stepsOf(workflow).filter(({ run = '' }) => run === 'npx jest')).toHaveLength(layers.length);
    expect(workflow.jobs.cassettes?.steps.at(-1)?.run).toBe('npx dspex-jest cassettes verify');
  });

  const pipeline = parse(gitlabPipeline({ ...COMMANDS, usesPython })) as Readonly<Record<string, GitlabJob>>;

  test('is a pipeline of GitLab with a job to each layer, and one that verifies recordings', () => {
    expect(
      Object.keys(pipeline)
        .filter((job) => !job.startsWith('.'))
        .sort(),
    ).toEqual(jobs);
    expect(layers.map((job) => [pipeline[job]?.extends, pipeline[job]?.script?.join()])).toEqual(
      layers.map((layer) => ['.dspex-tests', expect.stringMatching(`TEST_MODE=${layer} (TEST_ONLY=1 )?npx jest`)]),
    );
    expect(pipeline.cassettes).toMatchObject({ extends: '.dspex', script: ['npx dspex-jest cassettes verify'] });
  });

  // Fails when GitLab is told of a file that nothing writes: it says so in the log alone, and shows no test.
  test('has GitLab show the tests of each layer, of a red run as well', () => {
    const tests = pipeline['.dspex-tests'];
    const [, path] = /^npx dspex-jest report junit --out (\S+)$/.exec(tests?.after_script?.join() ?? '') ?? [];
    expect(path).toBeDefined();
    expect(tests?.artifacts).toMatchObject({ when: 'always', reports: { junit: path } });
  });
});
