import type { Context } from '../context/context';
import type { ContextPython } from '../python/context-python';
import type { ContextResources } from '../resources/file-resources';

/** A context with what it has outside of Node's memory: Python, and what it opened with `dspex.resources`. */
export interface ContextParts {
  readonly context: Context;
  readonly python: ContextPython;
  readonly resources: ContextResources;
}

/** Gives back all that a context has, the user's own things first; gives what the clean-ups threw, first thing first. */
export async function closeParts({ context, python }: ContextParts): Promise<unknown[]> {
  return [...(await context.runCleanups()), ...(await python.close())];
}
