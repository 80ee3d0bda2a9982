import { isOfUser, placesIn, shown } from './stack-places';

/** `file:line` of the user's own code that asks just now, below all libraries; undefined where it is not on the stack any more. */
export function findCaller(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100; // A client may be many calls deep in its libraries.
  const { stack = '' } = new Error('asked');
  Error.stackTraceLimit = stackTraceLimit;
  for (const place of placesIn(stack)) if (isOfUser(place)) return shown(place);
  return undefined;
}
