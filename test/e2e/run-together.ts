import { basename, relative } from 'node:path';
import { theOne } from './read-run';
import { makeProject, type Run, type RunOptions, runJest } from './run-jest';

type Files = Readonly<Record<string, string>>;

/**
 * Test files that know nothing of one another, in one run, which begins when the first of them is asked for: gives the run as that file
 * alone would have it, but for its exit code and its output.
 */
export function runTogether(files: Files, options: RunOptions = {}): (file: string) => Promise<Run> {
  return partsOf(files, options, (file) => basename(file));
}

/** Projects with a config each, which know nothing of one another, in one run: as `runTogether` does with files, by the projects' names. */
export function runProjects(projects: Readonly<Record<string, Files>>, options: RunOptions = {}): (name: string) => Promise<Run> {
  const files = Object.entries(projects).flatMap(([name, own]) =>
    Object.entries({ ...PRESET, ...own }).map(([path, text]) => [`${name}/${path}`, text]),
  );
  const config = `module.exports = { projects: ${JSON.stringify(Object.keys(projects).map((name) => `<rootDir>/${name}`))} };\n`;
  return partsOf({ 'jest.config.js': config, ...Object.fromEntries(files) }, options, (file) => file.split('/')[0] as string);
}

const PRESET = { 'jest.config.js': "module.exports = { preset: '@dspex/jest-preset' };\n" };

function partsOf(files: Files, options: RunOptions, partOf: (file: string) => string): (part: string) => Promise<Run> {
  let running: Promise<Run & { folder: string }> | undefined;
  return async (part) => {
    running ??= runToItsEnd(files, options);
    const { folder, ...run } = await running;
    const tests = run.tests.filter(({ file }) => partOf(relative(folder, file)) === part);
    if (tests.length === 0) throw new Error(`nothing of ${part} ran:\n${run.output}`);
    return { ...run, tests, test: (name) => theOne(tests, name, run.output) };
  };
}

async function runToItsEnd(files: Files, options: RunOptions): Promise<Run & { folder: string }> {
  const project = makeProject(files);
  try {
    return { ...(await runJest(project, { ...options, args: ['-i', ...(options.args ?? [])] })), folder: project.folder };
  } finally {
    project.remove();
  }
}
