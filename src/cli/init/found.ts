import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../../bridge/server/find-python';
import { firstCandidate } from '../../bridge/server/python-candidate';
import { pythonsBelow } from '../../bridge/server/venvs';
import { installed, type Manifest, manifestIn, packageFolder } from '../../project/installed';
import { type PackageManager, packageManagerOf } from '../../project/package-manager';
import { type Compiler, compilerOf } from '../../project/transform-of';
import { isDspexError } from '../../shared/errors';
import { pythonRoots } from './python-roots';
import { configsInScripts } from './script-configs';

/** What a project has, as far as it decides what is written into it. */
export interface Found {
  readonly folder: string;
  readonly manifest: Manifest | undefined;
  readonly packageManager: PackageManager;
  readonly isModule: boolean;
  readonly isTypeScript: boolean;
  readonly compiler: Compiler;
  /** The file that holds the config of Jest, `package.json` included. */
  readonly jestConfig: string | undefined;
  /** Those of other runs, which scripts name. */
  readonly otherConfigs: readonly string[];
  /** What is there of the packages that tests need, by their names. */
  readonly versions: Readonly<Partial<Record<string, string>>>;
  readonly python: FoundPython;
  /** The interpreter that a config has to name, as nothing finds it by itself: that of a Python project below. */
  readonly pythonExecutable: string | undefined;
  /** Folders that Python modules are imported from, relative to the project's. */
  readonly pythonPath: readonly string[];
}

export interface FoundPython {
  readonly python: string | null;
  readonly dspy: string | null;
  /** What keeps tests from using it. */
  readonly problem: { readonly what: string; readonly next: string } | null;
}

const ASKED_FOR = [
  'jest',
  'jest-environment-node',
  'typescript',
  'ts-jest',
  '@swc/jest',
  '@swc/core',
  '@types/node',
  '@babel/preset-typescript',
];
/** What Jest looks for. */
export const CONFIGS = ['js', 'ts', 'mjs', 'cjs', 'json', 'cts', 'mts'].map((suffix) => `jest.config.${suffix}`);

/** Looks at the project that a folder lies in. */
export async function findIn(cwd: string, env: NodeJS.ProcessEnv): Promise<Found> {
  const folder = packageFolder(cwd);
  const manifest = manifestIn(folder);
  const [jestConfig, ...otherConfigs] = configsOf(folder, manifest);
  const pythonExecutable = jestConfig === undefined ? executableBelow(folder, env) : undefined;
  return {
    folder,
    manifest,
    packageManager: packageManagerOf(folder, env),
    isModule: manifest?.type === 'module',
    isTypeScript: namesTypeScript(folder, manifest) || hasTypeScriptFile(folder),
    compiler: compilerOf(folder),
    jestConfig,
    otherConfigs,
    versions: Object.fromEntries(ASKED_FOR.map((name) => [name, installed(name, folder)?.version])),
    python: await pythonOf(folder, pythonExecutable, env),
    pythonExecutable,
    pythonPath: pythonRoots(folder),
  };
}

/** First that of `npm test`: what its script names, or what Jest looks for. */
function configsOf(folder: string, manifest: Manifest | undefined): string[] {
  const usual = manifest?.jest !== undefined ? 'package.json' : CONFIGS.find((name) => existsSync(join(folder, name)));
  const named = configsInScripts(folder, manifest);
  const isNamed = configsInScripts(folder, { scripts: { test: manifest?.scripts?.test ?? '' } }).length > 0;
  const all = isNamed ? [...named, usual] : [usual, ...named];
  return [...new Set(all.filter((path) => path !== undefined))];
}

/** By its own word: in a workspace, what others need is there as well. */
function namesTypeScript(folder: string, { dependencies, devDependencies }: Manifest = {}): boolean {
  const named = { ...dependencies, ...devDependencies };
  return existsSync(join(folder, 'tsconfig.json')) || ['typescript', 'ts-jest', '@babel/preset-typescript'].some((name) => name in named);
}

function hasTypeScriptFile(folder: string): boolean {
  return ['.', 'src', 'test', 'tests', '__tests__'].some((name) => {
    const path = join(folder, name);
    return existsSync(path) && readdirSync(path).some((file) => /\.[cm]?tsx?$/.test(file) && !file.endsWith('.d.ts'));
  });
}

function executableBelow(rootDir: string, env: NodeJS.ProcessEnv): string | undefined {
  const { source = 'PATH' } = firstCandidate({ rootDir, env }) ?? {};
  return source === 'PATH' ? pythonsBelow(rootDir)[0] : undefined;
}

async function pythonOf(rootDir: string, configured: string | undefined, env: NodeJS.ProcessEnv): Promise<FoundPython> {
  try {
    const { version, dspy } = await findPython({ rootDir, configured, env });
    return { python: version, dspy, problem: null };
  } catch (error) {
    if (!isDspexError(error)) throw error;
    return { python: null, dspy: null, problem: { what: error.parts.what, next: error.parts.next } };
  }
}

/** Null where the file is not there. */
export function textIn(folder: string, name: string): string | null {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
