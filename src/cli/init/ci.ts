import type { PackageManager } from '../../project/package-manager';
import type { Plan } from './change';
import type { CiCommands } from './ci-commands';
import { githubWorkflow } from './ci-github';
import { gitlabPipeline } from './ci-gitlab';
import { type Found, textIn } from './found';
import { testScript } from './manifest';

export const CI_SERVICES = ['github', 'gitlab'] as const;
export type CiService = (typeof CI_SERVICES)[number];

const INSTALL: Readonly<Record<PackageManager, string>> = {
  npm: 'npm ci',
  pnpm: 'corepack enable && pnpm install --frozen-lockfile',
  yarn: 'corepack enable && yarn install --immutable',
  bun: 'npm install',
};

/** Beside a file of the user's own, ours goes where it does no harm. */
const PATHS = {
  github: { usual: '.github/workflows/test.yml', beside: '.github/workflows/dspex.yml' },
  gitlab: { usual: '.gitlab-ci.yml', beside: '.gitlab/dspex.gitlab-ci.yml' },
} as const;

/** The three layers as jobs of a CI service. */
export function planCi(found: Found, service: CiService): Plan {
  const after = (service === 'github' ? githubWorkflow : gitlabPipeline)(commandsOf(found));
  const { usual, beside } = PATHS[service];
  const isTaken = ![null, after].includes(textIn(found.folder, usual));
  const path = isTaken ? beside : usual;
  const change = { path, before: textIn(found.folder, path), after };
  const include = { what: `${usual} is there already.`, next: `include: ['${beside}']   # in ${usual}` };
  return { changes: [change], toDo: isTaken && service === 'gitlab' && !isIncluded(found, beside) ? [include] : [] };
}

function isIncluded({ folder }: Found, path: string): boolean {
  return textIn(folder, PATHS.gitlab.usual)?.includes(path) === true;
}

/** Without folders of packages, as Yarn may install them, npx finds none. */
const RUN: Readonly<Record<PackageManager, string>> = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'npx' };

function commandsOf(found: Found): CiCommands {
  const { packageManager, isModule, python, pythonPath, folder } = found;
  const requirements = ['requirements-test.txt', 'requirements.txt'].find((name) => /^dspy\b/m.test(textIn(folder, name) ?? ''));
  return {
    packageManager,
    install: packageManager === 'npm' && textIn(folder, 'package-lock.json') === null ? 'npm install' : INSTALL[packageManager],
    jest: isModule ? testScript(found) : `${RUN[packageManager]} jest`,
    dspexJest: `${RUN[packageManager]} dspex-jest`,
    usesPython: python.dspy !== null || pythonPath.length > 0,
    requirements: requirements ?? null,
  };
}
