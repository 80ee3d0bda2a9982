import { posix } from 'node:path';
import { resolved } from '../../project/installed';
import type { Change } from './change';
import { type Found, textIn } from './found';

/** By its suffix CommonJS, whatever the project is. */
export const ENVIRONMENT_FILE = 'dspex-environment.cjs';

/** How a config names it; `rootDir`: relative to the project's folder. */
export function fromRootDir(rootDir: string): string {
  return `<rootDir>/${posix.join(posix.relative(rootDir, '.'), ENVIRONMENT_FILE)}`;
}

/** An environment of Jest's with ours on it. `base` as the config names it. */
export function environmentFile({ folder }: Found, base: string): Change {
  const after = `const { withDspex } = require('@dspex/jest-preset/with-dspex');
const base = require('${requestOf(base, folder)}');

module.exports = withDspex(base.TestEnvironment ?? base.default ?? base);
`;
  return { path: ENVIRONMENT_FILE, before: textIn(folder, ENVIRONMENT_FILE), after };
}

/** Jest takes `jsdom` for `jest-environment-jsdom`, where there is such a package. */
function requestOf(name: string, folder: string): string {
  if (name.startsWith('<rootDir>')) return name.replace('<rootDir>', '.');
  const long = `jest-environment-${name}`;
  return name === 'jsdom' || (/^\w/.test(name) && resolved(long, folder) !== undefined) ? long : name;
}
