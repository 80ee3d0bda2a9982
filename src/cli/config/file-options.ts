import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocblock } from '../../shared/options/docblock';
import type { DspexOptions } from '../../shared/options/options';
import type { CassetteProject } from './projects';

/** The first comment of a file, and a pragma of one line in it: as Jest finds them. */
const FIRST_COMMENT = /^\s*(\/\*\*?[\s\S]*?\*\/)/;
const PRAGMA = /^(?:\/\*\*|\s*\*)?\s*@dspex\s+(\{.*\})\s*(?:\*\/)?\s*$/m;

/** What the docblock of a test file says about options; null where it says nothing, or the file is gone. */
export function docblockOf(project: CassetteProject, testFile: string): string | null {
  try {
    const comment = FIRST_COMMENT.exec(readFileSync(join(project.base, testFile), 'utf8'))?.[1];
    return PRAGMA.exec(comment ?? '')?.[1] ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What holds for the tests of a file: what its docblock says, over the config. Throws OPTION_INVALID. */
export function fileOptions(project: CassetteProject, docblock: string | null, testFile: string): DspexOptions {
  return docblock === null ? project.options : readDocblock(project, { dspex: docblock }, testFile).options;
}
