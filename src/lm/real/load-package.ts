import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DspexError } from '../../shared/errors';

/**
 * The package of a provider that the project has installed: who never asks a real model needs none of them.
 *
 * It is looked for from the project on, and then where this package's own peers are. Throws LM_PROVIDER_PACKAGE, with
 * the package that is to be installed (`wanted`), where that is another.
 */
export function loadPackage<Exports extends object>(name: string, rootDir = __dirname, wanted = name): Exports {
  let failure: unknown;
  for (const folder of [rootDir, __dirname]) {
    try {
      return createRequire(join(folder, 'package.json'))(name) as Exports;
    } catch (error) {
      failure ??= error;
    }
  }
  throw packageError(wanted, failure instanceof Error ? (failure.message.split('\n')[0] ?? '') : String(failure), `npm i -D ${wanted}`);
}

export function packageError(name: string, why: string, next: string): DspexError {
  return new DspexError({ code: 'LM_PROVIDER_PACKAGE', what: `The package ${name} of lm.real.provider cannot be used.`, why, next });
}
