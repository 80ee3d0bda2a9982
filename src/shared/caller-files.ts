import type { AnyFunction } from './stand-in';

const FRAMES = 50;

/** The files on the stack above a function, as Node has loaded them: no source maps are read, which is what costs. */
export function callerFiles(calledAs: AnyFunction): readonly string[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const here: { stack?: unknown } = {};
  Error.stackTraceLimit = FRAMES;
  Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName());
  try {
    Error.captureStackTrace(here, calledAs);
    return here.stack as string[];
  } finally {
    Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  }
}
