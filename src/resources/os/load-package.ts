import { pathToFileURL } from 'node:url';
import { systemError } from '../../shared/system-error';

const failures = new Map<string, number>();

/**
 * Loads a package that is an ES module, by a real import in the outer realm, when it is first used.
 *
 * Node remembers by its name a module that could not be read: where the system had no descriptor for it, it is tried by another name.
 */
export async function loadPackage<T>(name: string, load: () => Promise<T>, doing: string): Promise<T> {
  const failed = failures.get(name) ?? 0;
  try {
    return failed === 0 ? await load() : ((await import(`${pathToFileURL(require.resolve(name)).href}?try=${failed}`)) as T);
  } catch (error) {
    failures.set(name, failed + 1);
    throw systemError(error, doing) ?? error;
  }
}
