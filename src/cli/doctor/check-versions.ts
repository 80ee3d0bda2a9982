import { installed } from '../../project/installed';
import { addLine, packageManagerOf } from '../../project/package-manager';
import { TESTED } from '../../shared/tested-versions';
import { type Finding, note, ok, wrong } from './finding';

/** Node, against what this package is tested with. `version` as `process.version` has it. */
export function checkNode(version: string): Finding {
  const { majors, oldest } = TESTED.node;
  const newest = majors.at(-1);
  if (isOlder(version, oldest)) return wrong('node', `${version} is older than ${oldest}.`, `nvm install ${newest}`);
  if (!majors.some((major) => major === majorOf(version)))
    return note('node', `${version} is not one of those that this package is tested with: ${majors.join(', ')}.`, `nvm install ${newest}`);
  return ok('node', version);
}

/** Jest and the environment that ours stands on, which have to be of one major. */
export function checkJest(folder: string, env: NodeJS.ProcessEnv): Finding {
  const jest = installed('jest', folder)?.version;
  const environment = installed('jest-environment-node', folder)?.version;
  const add = (version: string): string => addLine(packageManagerOf(folder, env), [`jest${version}`, `jest-environment-node${version}`]);
  if (jest === undefined) return wrong('jest', `There is none in ${folder}.`, add(''));
  const { oldest, majors } = TESTED.jest;
  if (isOlder(jest, oldest)) return wrong('jest', `${jest} is older than ${oldest}.`, add('@30'));
  if (environment === undefined) return wrong('jest', `${jest}, and no jest-environment-node.`, add(`@${majorOf(jest)}`));
  if (majorOf(environment) !== majorOf(jest))
    return wrong('jest', `${jest}, and jest-environment-node is ${environment}.`, add(`@${majorOf(jest)}`));
  if (!majors.some((major) => major === majorOf(jest)))
    return note('jest', `${jest} is not one of those that this package is tested with: ${majors.join(', ')}.`, add('@30'));
  return ok('jest', jest);
}

/** By numbers: 3.9 is older than 3.10. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.replace(/^v/, '').split('.').map(Number.parseFloat)) as [number[], number[]];
  const at = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return at !== -1 && (a[at] ?? 0) < (b[at] as number);
}

function majorOf(version: string): number {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}
