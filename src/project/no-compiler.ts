import { DspexError } from '../shared/errors';
import { installed } from './installed';
import { addLine, packageManagerOf } from './package-manager';

/** Transforms that a project may have, and the line of config that each needs: only the user can say which files are its. */
const OTHERS: Readonly<Record<string, string>> = {
  'esbuild-jest': "'^.+\\\\.tsx?$': 'esbuild-jest'",
  'esbuild-jest-transform': "'^.+\\\\.tsx?$': 'esbuild-jest-transform'",
  '@sucrase/jest-plugin': "'^.+\\\\.tsx?$': '@sucrase/jest-plugin'",
  '@babel/preset-typescript': '',
};

/** The tests are in TypeScript, and what is installed cannot run them as they are. */
export function noCompiler(folder: string, cause?: unknown): DspexError {
  const add = addLine(packageManagerOf(folder, process.env), ['@swc/core', '@swc/jest']);
  return new DspexError({
    code: 'TYPESCRIPT_NOT_COMPILED',
    what: 'Nothing here compiles TypeScript for Jest.',
    why: `looked for ts-jest with a TypeScript below 7, for @swc/jest with @swc/core, and for a Babel config that knows types${found(folder)}`,
    next: nextOf(folder) ?? `${add}   # the preset sets its transform; so it does for ts-jest`,
    cause,
  });
}

function found(folder: string): string {
  const names = ['ts-jest', 'typescript', '@swc/jest', '@swc/core', ...Object.keys(OTHERS)];
  const versions = names.flatMap((name) => {
    const version = installed(name, folder)?.version;
    return version === undefined ? [] : [`${name} ${version}`];
  });
  return versions.length === 0 ? '; found none of it' : `; found ${versions.join(', ')}`;
}

/** What makes use of what is there. */
function nextOf(folder: string): string | undefined {
  const has = (name: string): boolean => installed(name, folder) !== undefined;
  const line = Object.entries(OTHERS).find(([name, config]) => config !== '' && has(name))?.[1];
  if (line !== undefined) return `transform: { ${line} },   // in the config of Jest`;
  if (!has('@babel/preset-typescript')) return undefined;
  return `module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] };   // babel.config.js`;
}
