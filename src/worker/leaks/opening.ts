import type { AnyFunction } from '../../shared/stand-in';
import { isOnlyProcess } from '../host/only-process';
import type { Opener } from './leak';
import { OpenedAt } from './opened-at';

/** Something that a file's code opens by Node's own means: who did it, and where. */
export interface Opening {
  readonly opener: Opener;
  readonly openedAt: OpenedAt;
}

/** Whose opening a call of `entry` is; undefined: it is none of the file's. */
export type WhoOpens = (entry: AnyFunction) => Opening | undefined;

export function whoOpens(testPath: string, opener: () => Opener): WhoOpens {
  return (entry) => {
    const openedAt = new OpenedAt(entry, testPath);
    // Jest's transforms start services; and where Jest itself runs the tests, its reporters do too.
    if (openedAt.isOfJest || (isOnlyProcess() && !openedAt.isOfSandbox && !openedAt.isOfLoading)) return undefined;
    return { opener: opener(), openedAt };
  };
}

/** Takes those of an opener out of a list. */
export function takeOf<T extends { readonly opener: Opener }>(list: T[], opener: Opener): T[] {
  const taken = list.filter((one) => one.opener === opener);
  list.splice(0, list.length, ...list.filter((one) => one.opener !== opener));
  return taken;
}
