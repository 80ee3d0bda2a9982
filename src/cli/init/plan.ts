import { joined, type Plan } from './change';
import { type CiService, planCi } from './ci';
import { planFirstTests, type Style } from './first-tests';
import type { Found } from './found';
import { planGitignore } from './gitignore';
import { hasProjectsElsewhereOnly, planJestConfig } from './jest-config';
import { planManifest } from './manifest';
import { placeOfTests } from './place-of-tests';
import { isTakenAtItsWord, planTsconfig } from './tsconfig';

/** All that a project needs for a first green test, as far as it does not have it. */
export function planOf(found: Found, ci: CiService | undefined): Plan {
  const config = planJestConfig(found);
  // The config may lie in it, too.
  const manifest = config.changes.find(({ path }) => path === 'package.json');
  const { changes, toDo } = joined([
    { ...config, changes: config.changes.filter((change) => change !== manifest) },
    withBefore(planManifest(found, manifest?.after), manifest?.before),
    planTsconfig(found),
    ...(hasProjectsElsewhereOnly(found) ? [] : [planFirstTests(found, styleOf(found, config), placeOfTests(found))]),
    planGitignore(found),
    ...(ci === undefined ? [] : [planCi(found, ci)]),
  ]);
  return { changes, toDo: [...toDo, ...pythonToDo(found)] };
}

function withBefore(plan: Plan, before: string | null | undefined): Plan {
  return before === undefined ? plan : { ...plan, changes: plan.changes.map((change) => ({ ...change, before })) };
}

function styleOf(found: Found, config: Plan): Style {
  const { isTypeScript, isModule } = found;
  const usesDom = config.changes.some(({ path, after }) => path.startsWith('dspex-environment') && /jsdom/.test(after));
  const imports = isModule ? 'import' : isTypeScript ? (isTakenAtItsWord(found) ? 'import-require' : 'import') : 'require';
  return { isTypeScript, imports, hasFetch: !usesDom };
}

/** Nothing of it keeps a first test from being green. Whoever has Python sources here means to run them. */
function pythonToDo({ python, pythonPath }: Found): Plan['toDo'] {
  return python.problem !== null && pythonPath.length > 0 ? [python.problem] : [];
}
