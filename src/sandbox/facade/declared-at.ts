import { relative } from 'node:path';

/** `file:line` of the user's line that called `entry`, relative to the working directory. */
export function declaredAt(entry: (...args: never[]) => unknown): string {
  const frame = frameAbove(entry);
  const place = / \((.+):(\d+):\d+\)$/.exec(frame) ?? /^\s*at (?:async )?(.+):(\d+):\d+$/.exec(frame);
  if (place === null) return 'an unknown place';
  const file = (place[1] as string).replace(/^file:\/\//, '');
  const within = relative(process.cwd(), file);
  return `${within.startsWith('..') ? file : within}:${place[2]}`;
}

/** One frame only: mapping each of a hundred through source maps is what would make a rule slow to declare. */
function frameAbove(entry: (...args: never[]) => unknown): string {
  const { stackTraceLimit } = Error;
  const here: { stack?: string } = {};
  try {
    Error.stackTraceLimit = 1;
    Error.captureStackTrace(here, entry);
    return (here.stack ?? '').split('\n').pop() ?? '';
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
