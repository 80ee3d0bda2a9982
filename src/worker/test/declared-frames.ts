import { OWN_SOURCES } from '../../shared/own-folders';

const FRAME = /^\s+at .*:\d+:\d+/m;

/** The frames of the place where a test or a hook was declared, from the error that Jest made there. */
export function declaredFrames(declared: unknown): string[] {
  const lines = String((declared as Error | undefined)?.stack ?? '').split('\n');
  return lines.filter((line) => /^\s+at /.test(line) && !line.includes(OWN_SOURCES));
}

/** Jest takes all but the first line of an error without frames for its stack: such an error is shown at its test. */
export function atItsTest(error: Error, declared: unknown): Error {
  const stack = String(error.stack ?? error.message);
  if (!FRAME.test(stack)) Reflect.set(error, 'stack', [stack, ...declaredFrames(declared)].join('\n'));
  return error;
}
