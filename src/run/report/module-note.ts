import { readFileSync } from 'node:fs';
import { jestCommand, loadsModules, MODULES_FLAG } from '../../shared/jest-command';

const OF_MODULES = /Must use import to load ES Module|Cannot use import statement outside a module|Unexpected token 'export'/;

/** What Jest's own words on a file of ES modules leave out: the flag. Null for any other failure, and for files that are none of ours. */
export function moduleNote(path: string, failure: string, started: Pick<NodeJS.Process, 'execArgv' | 'env'> = process): string | null {
  if (!OF_MODULES.test(failure) || loadsModules(started)) return null;
  if (!readFileSync(path, 'utf8').includes('@dspex/jest-preset')) return null;
  return `Jest loads ES modules by a flag of Node's: ${jestCommand({ execArgv: [MODULES_FLAG], env: {} })}, or the script that dspex-jest init writes`;
}
