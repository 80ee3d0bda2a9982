import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { manifestIn } from './installed';

const LOCKS = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
} as const;

export type PackageManager = (typeof LOCKS)[keyof typeof LOCKS];
const NAMES: readonly PackageManager[] = ['npm', 'pnpm', 'yarn', 'bun'];

const ADD: Readonly<Record<PackageManager, string>> = { npm: 'npm i -D', pnpm: 'pnpm add -D', yarn: 'yarn add -D', bun: 'bun add -d' };

/** By the nearest lock file or `packageManager` field above a folder; then who runs this program; npm where nothing says. */
export function packageManagerOf(folder: string, env: NodeJS.ProcessEnv): PackageManager {
  for (let here = folder; ; here = dirname(here)) {
    const named = named_(manifestIn(here)?.packageManager);
    if (named !== undefined) return named;
    for (const [lock, manager] of Object.entries(LOCKS)) if (existsSync(join(here, lock))) return manager;
    if (here === dirname(here)) return named_(env.npm_config_user_agent) ?? 'npm';
  }
}

/** What to type to add development packages. */
export function addLine(manager: PackageManager, packages: readonly string[]): string {
  return `${ADD[manager]} ${packages.join(' ')}`;
}

/** `pnpm@9.1.0+sha…`, `yarn/1.22 npm/? node/…`. */
function named_(text: string | undefined): PackageManager | undefined {
  return NAMES.find((name) => text !== undefined && new RegExp(`^${name}[@/]`).test(text));
}
