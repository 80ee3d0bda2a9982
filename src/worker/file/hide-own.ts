import type { JestEnvironmentConfig } from '@jest/environment';

/** Globals that zod makes in the realm that it is loaded in: this package's. A zod of the test's own makes its own. */
const OF_LIBRARIES = ['__zod_globalConfig', '__zod_globalRegistry'];

/** Jest puts its environments' options, and whatever global the outer realm has, on the sandbox's global: what is ours is none of it. */
export function hideOwn(global: object, { projectConfig }: JestEnvironmentConfig): void {
  const { dspex } = projectConfig.testEnvironmentOptions as { dspex?: unknown };
  if (dspex !== undefined && (global as { dspex?: unknown }).dspex === dspex) Reflect.deleteProperty(global, 'dspex');
  for (const name of OF_LIBRARIES) {
    // Not taken over yet: who sets one of its own has a value there.
    if (Object.getOwnPropertyDescriptor(global, name)?.get !== undefined) Reflect.deleteProperty(global, name);
  }
}
