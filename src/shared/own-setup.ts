/** A `globalSetup` or `globalTeardown` in a config replaces the preset's: Jest merges neither. */
export type SetupKey = 'globalSetup' | 'globalTeardown';

const SUBPATHS = { globalSetup: 'global-setup', globalTeardown: 'global-teardown' } as const;
/** In parts: where this package is bundled, the word before a bracket is one for its own importer. */
const IMPORT = `im${'port'}`;
const GIVEN = { globalSetup: 'globalConfig, projectConfig', globalTeardown: '' } as const;

/** The name that a user's own file imports ours by. */
export function setupModule(key: SetupKey): string {
  return `@dspex/jest-preset/${SUBPATHS[key]}`;
}

/** The line that calls ours from the user's own: one for CommonJS, ES modules and TypeScript. */
export function callOurs(key: SetupKey): string {
  return `await (await ${IMPORT}('${setupModule(key)}')).default(${GIVEN[key]});`;
}
