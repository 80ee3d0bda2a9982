import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Change, Plan } from './change';
import { addProperties, type Edit, edited, replaceValue } from './edit-object';
import { type Found, textIn } from './found';
import { missing } from './missing';
import { jsonObject, type ObjectText, propertyOf, textOf } from './object-text';

const PATH = 'package.json';

/** A script `test` where the project has none, and what is to be installed. */
export function planManifest(found: Found, before: string | null = textIn(found.folder, PATH)): Plan {
  return { changes: changesOf(found, before), toDo: missing(found) };
}

function changesOf(found: Found, before: string | null): Change[] {
  const script = JSON.stringify(testScript(found));
  if (before === null) return [{ path: PATH, before, after: `{\n  "private": true,\n  "scripts": {\n    "test": ${script}\n  }\n}\n` }];
  const manifest = jsonObject(before);
  return manifest === undefined ? [] : [{ path: PATH, before, after: edited(before, scriptEdits(manifest, script)) }];
}

function scriptEdits(manifest: ObjectText, script: string): Edit[] {
  const scripts = propertyOf(manifest, 'scripts');
  if (scripts === undefined) return addProperties(manifest, [['scripts', `{ "test": ${script} }`]]);
  const inScripts: ObjectText = { ...manifest, node: scripts };
  const test = propertyOf(inScripts, 'test');
  if (test === undefined) return addProperties(inScripts, [['test', script]]);
  // What `npm init` writes.
  return /no test specified/.test(textOf(test) ?? '') ? [replaceValue(test, script)] : [];
}

/** Jest loads ES modules by a part of Node's that has to be asked for. */
export function testScript({ isModule, packageManager, folder }: Found): string {
  if (!isModule) return 'jest';
  if (packageManager === 'yarn' && existsSync(join(folder, '.pnp.cjs'))) return 'yarn node --experimental-vm-modules $(yarn bin jest)';
  return 'node --experimental-vm-modules node_modules/jest/bin/jest.js';
}
