import { existsSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { PACKAGE_FOLDER } from '../../shared/own-folders';
import { callOurs, type SetupKey, setupModule } from '../../shared/own-setup';
import type { ShownConfig, ShownProject } from '../config/shown-config';
import { type Finding, note, ok, troubleOr, wrong } from './finding';

/** What a config takes in from another file, `init` does not see. */
const PUT_IN = "npx dspex-jest init   # or write, where that one is named: testEnvironment: '@dspex/jest-preset/environment'";

/** Whether the config of Jest, as Jest reads it, has all that the preset brings. */
export function checkConfig({ configs, globalConfig }: ShownConfig): Finding[] {
  const ours = configs.filter(({ testEnvironment }) => isOurs(testEnvironment, '@dspex/jest-preset/with-dspex'));
  if (ours.length === 0) return [wrong('config', `No project runs in the environment of this package: ${environments(configs)}.`, PUT_IN)];
  return troubleOr(
    ok('config', ours.length === configs.length ? 'it has the preset' : `${ours.length} of ${configs.length} projects have the preset`),
    [
      ...ours.flatMap((project) => [around(project, 'globalSetup'), around(project, 'globalTeardown')]),
      reporter(globalConfig, configs.length > 1),
    ],
  );
}

function environments(configs: readonly ShownProject[]): string {
  return [...new Set(configs.map(({ testEnvironment }) => testEnvironment ?? 'none is named'))].join(', ');
}

/** A file of this package, or one of the user's that makes use of it. */
function isOurs(file: string | null | undefined, module: string): boolean {
  if (file === null || file === undefined) return false;
  if (file.startsWith(PACKAGE_FOLDER + sep) || /@dspex[\\/]jest-preset/.test(file)) return true;
  return existsSync(file) && readFileSync(file, 'utf8').includes(module);
}

function around(project: ShownProject, key: SetupKey): Finding | undefined {
  const file = project[key];
  if (isOurs(file, setupModule(key))) return undefined;
  if (!file) return wrong('config', `The ${key} of the preset is missing.`, `${key}: '${setupModule(key)}',   # in the config of Jest`);
  const what = `${key} of your own, ${file}, does not call that of the preset.`;
  return wrong('config', what, `${callOurs(key)}   // in ${file}`);
}

const LATE = 'the summary comes at the very end.';
const REPORTERS = "reporters: ['default', '@dspex/jest-preset/reporter'],";

function reporter({ reporters }: ShownConfig['globalConfig'], hasProjects: boolean): Finding | undefined {
  if (reporters?.some(([path]) => isOurs(path, '@dspex/jest-preset/reporter'))) return undefined;
  if (reporters !== undefined)
    return note('config', `Reporters of your own replace that of the preset: ${LATE}`, "'@dspex/jest-preset/reporter',   # in `reporters`");
  if (!hasProjects) return note('config', `The reporter of the preset is missing: ${LATE}`, `${REPORTERS}   # in the config of Jest`);
  const what = `The config that names the projects has no reporters, and Jest reads none of a project or its preset: ${LATE}`;
  return note('config', what, `${REPORTERS}   # beside \`projects\`, in the config of Jest`);
}
