import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { DspexError } from '../shared/errors';
import type { TypedProject } from './config/projects';
import { declarationOf, type ModuleShape } from './declaration';
import { type Described, describeModules } from './describe-modules';
import { loadedModules } from './loaded-modules';
import { say } from './terminal/say';

export interface TypesOptions {
  /** The declaration file, relative to the working directory. */
  readonly out: string;
  /** Compares in place of writing. */
  readonly check?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Writes the declaration file, or compares it. Sets the exit code 1 where it is stale, or a module cannot be read. */
export async function writeTypes(projects: readonly TypedProject[], named: readonly string[], options: TypesOptions): Promise<void> {
  const described = await describeAll(projects, named);
  if (Object.keys(described).length === 0) throw noModules();
  const file = resolve(options.out);
  const text = declarationOf(readable(described));
  const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (!isCurrent && options.check !== true) writeFileSync(file, text);
  for (const line of linesOf(described, { ...options, isCurrent, file: relative(process.cwd(), file) })) say(line);
  if ((options.check === true && !isCurrent) || problemsOf(described).length > 0) process.exitCode = 1;
}

async function describeAll(projects: readonly TypedProject[], named: readonly string[]): Promise<Record<string, Described>> {
  const described: Record<string, Described> = {};
  for (const project of projects) {
    const paths = named.length > 0 ? named : loadedModules(project.rootDir);
    if (paths.length > 0) Object.assign(described, await describeModules(paths, project, process.env));
  }
  return described;
}

interface Told extends TypesOptions {
  readonly file: string;
  readonly isCurrent: boolean;
}

function linesOf(described: Readonly<Record<string, Described>>, { json, check, isCurrent, file }: Told): string[] {
  const problems = problemsOf(described);
  const modules = Object.keys(described).length - problems.length;
  if (json === true) return [JSON.stringify({ file, isCurrent, modules, problems: problems.map((problem) => problem.parts) }, null, 2)];
  const count = `${modules} ${modules === 1 ? 'module' : 'modules'}`;
  const stale = check === true ? `${file} is out of date.\n  next: npx dspex-jest types` : `${file}: the types of ${count}.`;
  return [...problems.map(({ message }) => message), ...readAsClasses(described), isCurrent ? `${file} is up to date: ${count}.` : stale];
}

/** Those that cannot be made without arguments. */
function readAsClasses(described: Readonly<Record<string, Described>>): string[] {
  return Object.entries(described).flatMap(([path, one]) =>
    'problem' in one && one.problem !== null
      ? [`${path}: typed by its annotations alone, since it could not be made: ${one.problem.split('\n')[0]}`]
      : [],
  );
}

function problemsOf(described: Readonly<Record<string, Described>>): DspexError[] {
  return Object.values(described).flatMap((one) => ('error' in one ? [new DspexError(one.error)] : []));
}

function readable(described: Readonly<Record<string, Described>>): Record<string, ModuleShape> {
  return Object.fromEntries(
    Object.entries(described).filter((entry): entry is [string, ModuleShape & { problem: null }] => !('error' in entry[1])),
  );
}

function noModules(): DspexError {
  return new DspexError({
    code: 'OPTION_INVALID',
    what: 'There is no module to write the types of.',
    why: "no source below the project's folder calls loadModule('pkg.mod:Class') with a path that is written in place",
    next: "npx dspex-jest types 'support.triage:Triage'",
  });
}
