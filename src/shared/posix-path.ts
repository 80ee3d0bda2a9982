import { sep } from 'node:path';

/** A path as it is shown and written down: with slashes, the same on every system. */
export function posixPath(path: string): string {
  return path.split(sep).join('/');
}
