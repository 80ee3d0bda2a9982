import { statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { callOurs, type SetupKey, setupModule } from '../../shared/own-setup';
import type { ToDo } from './change';
import { textIn } from './found';
import { type ObjectText, propertyOf, textOf } from './object-text';

/** Where a config lies. */
export interface ConfigPlace {
  readonly folder: string;
  /** Relative to it. */
  readonly path: string;
  /** One of the `projects` of that file. */
  readonly isProject: boolean;
}

const SUFFIXES = ['', '.js', '.ts', '.cjs', '.mjs'];

/** Of files of the user's own that replace the preset's, and do not call it: only the user can say where they are to. */
export function ownSetups(config: ObjectText, place: ConfigPlace): ToDo[] {
  return (['globalSetup', 'globalTeardown'] as const).flatMap((key) => ownSetup(config, place, key));
}

function ownSetup(config: ObjectText, place: ConfigPlace, key: SetupKey): ToDo[] {
  const value = propertyOf(config, key);
  const name = textOf(value);
  if (value === undefined || name?.startsWith('@dspex/jest-preset/')) return [];
  if (name !== undefined && sourceOf(name, config, place).includes(setupModule(key))) return [];
  const what = `${place.path} has a ${key} of its own, which replaces the preset's: call ours from it.`;
  return [{ what, next: `${callOurs(key)}   // in ${name ?? `your ${key}`}` }];
}

/** What the file says; nothing where it is not found. */
function sourceOf(name: string, config: ObjectText, { folder, path }: ConfigPlace): string {
  const rootDir = posix.join(posix.dirname(path), textOf(propertyOf(config, 'rootDir')) ?? '.');
  const named = posix.join(rootDir, name.replace(/^<rootDir>\//, ''));
  const file = SUFFIXES.map((suffix) => named + suffix).find((one) => statSync(join(folder, one), { throwIfNoEntry: false })?.isFile());
  return file === undefined ? '' : (textIn(folder, file) ?? '');
}
