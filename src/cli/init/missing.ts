import { addLine } from '../../project/package-manager';
import { canUseTsJest } from '../../project/transform-of';
import type { ToDo } from './change';
import { type Found, textIn } from './found';

/** What a project's tests need and is not installed. */
export function missing(found: Found): ToDo[] {
  const { versions, isTypeScript, packageManager } = found;
  const tests = ['jest', 'jest-environment-node'].filter((name) => versions[name] === undefined);
  const types = isTypeScript && versions['@types/node'] === undefined ? ['@types/node'] : [];
  const own = ownTransform(found);
  const packages = [...tests, ...(own === undefined ? compilers(found) : []), ...types];
  return [
    ...(own !== undefined && /ts-jest/.test(own) ? olderTypeScript(found) : []),
    ...(packages.length === 0
      ? []
      : [
          {
            what: `${packages.join(', ')} ${packages.length === 1 ? 'is' : 'are'} not installed.`,
            next: addLine(packageManager, packages),
          },
        ]),
  ];
}

/** What a config says of transforms, which replaces the preset's; undefined where it says nothing. */
function ownTransform({ folder, jestConfig }: Found): string | undefined {
  const text = jestConfig === undefined ? '' : (textIn(folder, jestConfig) ?? '');
  return /\btransform["']?\s*:[\s\S]*/.exec(text)?.[0];
}

function compilers({ isTypeScript, compiler, versions }: Found): string[] {
  return isTypeScript && compiler === 'none' && versions['@babel/preset-typescript'] === undefined ? ['@swc/core', '@swc/jest'] : [];
}

function olderTypeScript({ folder, jestConfig, versions, packageManager }: Found): ToDo[] {
  if (versions['ts-jest'] === undefined || canUseTsJest(folder)) return [];
  const installed = versions.typescript === undefined ? 'none is installed' : `${versions.typescript} is installed`;
  const what = `${jestConfig} compiles by ts-jest ${versions['ts-jest']}, which needs a TypeScript below 7: ${installed}.`;
  return [{ what, next: addLine(packageManager, ['typescript@6']) }];
}
