import { join, relative, sep } from 'node:path';

/** This package, from `src/` and from `dist/src/`. */
const OURS = join(__dirname, '..') + sep;
const FRAME = /(?: \(|at (?:async )?)(?:file:\/\/)?([^()]+):(\d+):\d+\)?$/;

/** `file:line` of the user's own code that asks just now, below all libraries; undefined where it is not on the stack any more. */
export function findCaller(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100; // A client may be many calls deep in its libraries.
  const { stack = '' } = new Error('asked');
  Error.stackTraceLimit = stackTraceLimit;
  for (const line of stack.split('\n').slice(1)) {
    const [, file, at] = FRAME.exec(line) ?? [];
    if (file === undefined || file.startsWith('node:') || file.startsWith(OURS) || file.includes(`${sep}node_modules${sep}`)) continue;
    const within = relative(process.cwd(), file);
    return `${within.startsWith('..') ? file : within}:${at}`;
  }
  return undefined;
}
