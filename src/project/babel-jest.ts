import { installed, resolved } from './installed';

/** That of the project, or the one that its Jest brings: a strict package manager shows the project only what it names itself. */
export function babelJest(folder: string): string | undefined {
  const own = resolved('babel-jest', folder);
  if (own !== undefined) return own;
  let from: string | undefined = folder;
  for (const step of ['jest', '@jest/core', 'jest-config']) from = from && installed(step, from)?.folder;
  return from && resolved('babel-jest', from);
}
