import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { babelJest } from './babel-jest';
import { installed, resolved } from './installed';

/** What compiles TypeScript in Jest, of what a project has installed; `none`: Babel or Node may, as `typescript-transformer.ts` finds out. */
export type Compiler = 'ts-jest' | '@swc/jest' | 'none';

type Transform = Readonly<Record<string, string | readonly [string, object]>>;

const TYPESCRIPT = '^.+\\.[cm]?tsx?$';
const JAVASCRIPT = '\\.[cm]?jsx?$';

/** The first of those that a preset can set without being told more. */
export function compilerOf(folder: string): Compiler {
  const has = (name: string): boolean => installed(name, folder) !== undefined;
  if (has('ts-jest') && canUseTsJest(folder)) return 'ts-jest';
  return has('@swc/jest') && has('@swc/core') ? '@swc/jest' : 'none';
}

/** TypeScript has no compiler in JavaScript from 7 on, and ts-jest needs one. */
const FIRST_WITHOUT_TS_JEST = 7;

export function canUseTsJest(folder: string): boolean {
  return majorOf('typescript', folder) < FIRST_WITHOUT_TS_JEST;
}

/** Infinite where the package is not there. */
export function majorOf(name: string, folder: string): number {
  return Number.parseInt(installed(name, folder)?.version ?? '', 10) || Number.POSITIVE_INFINITY;
}

/**
 * The `transform` of the preset for a project; undefined where Jest's own is all that is needed.
 *
 * A transform of its own for TypeScript switches Jest's babel-jest off for the rest, so that is named beside it.
 */
export function transformOf(folder: string): Transform | undefined {
  switch (compilerOf(folder)) {
    case 'ts-jest':
      return { [TYPESCRIPT]: late(resolved('ts-jest', folder) ?? 'ts-jest', { isBabel: false }), ...babelFor(JAVASCRIPT, folder) };
    case '@swc/jest':
      return { '^.+\\.[cm]?[jt]sx?$': ['@swc/jest', {}] };
    case 'none':
      if (!writesTypeScript(folder)) return ofJavaScript(folder);
      return { [TYPESCRIPT]: require.resolve('./typescript-transformer'), ...babelFor('\\.jsx?$', folder) };
  }
}

/** By what stands in its folder: nobody writes one without the other. */
export function writesTypeScript(folder: string): boolean {
  return existsSync(join(folder, 'tsconfig.json')) || installed('typescript', folder) !== undefined;
}

/** What Jest does itself, without loading Babel where it has nothing to do. */
function ofJavaScript(folder: string): Transform | undefined {
  const path = babelJest(folder);
  return path === undefined ? undefined : { '\\.[jt]sx?$': late(path, { isBabel: true, isDefault: true }) };
}

function babelFor(pattern: string, folder: string): Transform {
  const path = babelJest(folder);
  return path === undefined ? {} : { [pattern]: late(path, { isBabel: true }) };
}

function late(of: string, how: { readonly isBabel: boolean; readonly isDefault?: boolean }): readonly [string, object] {
  return [require.resolve('./late-transformer'), { of, ...how }];
}
