import { relative, sep } from 'node:path';
import { OWN_SOURCES } from './own-folders';

/** A path may hold brackets, too: a folder of routes is called `(group)`. */
const FRAMES = [/ \((file:\/\/)?(.+):(\d+):\d+\)$/, /^\s*at (?:async )?(file:\/\/)?(.+):(\d+):\d+$/] as const;

/** A longer line is an error's message, with a prompt in it. */
const LONGEST_FRAME = 2000;

/** One frame of a stack that lies in a file. */
export interface Place {
  readonly file: string;
  readonly line: string;
  /** An ES module that Node itself has loaded: Jest names those of a sandbox by their paths. */
  readonly isOfNode: boolean;
}

/** The places of a stack, the nearest first, without Node's and this package's. One by one: whoever looks for the first reads no more. */
export function* placesIn(stack: string): Generator<Place> {
  for (const frame of stack.split('\n').slice(1)) {
    if (frame.length > LONGEST_FRAME) continue;
    const [, scheme, file, line] = FRAMES[0].exec(frame) ?? FRAMES[1].exec(frame) ?? [];
    if (file !== undefined && line !== undefined && !isNobodys(file)) yield { file, line, isOfNode: scheme !== undefined };
  }
}

function isNobodys(file: string): boolean {
  return file.startsWith('node:') || file.startsWith('eval at ') || file.startsWith(OWN_SOURCES);
}

/** Not a library's. */
export function isOfUser({ file }: Place): boolean {
  return !file.includes(`${sep}node_modules${sep}`);
}

/** `file:line`, relative to where Jest was started, where it lies below. */
export function shown({ file, line }: Pick<Place, 'file' | 'line'>): string {
  const within = relative(process.cwd(), file);
  return `${within.startsWith('..') ? file : within}:${line}`;
}

/** `file:line` of the user's own code that asks just now, below all libraries; undefined where it is not on the stack any more. */
export function findCaller(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100; // A client may be many calls deep in its libraries.
  const { stack = '' } = new Error('asked');
  Error.stackTraceLimit = stackTraceLimit;
  for (const place of placesIn(stack)) if (isOfUser(place)) return shown(place);
  return undefined;
}

/** Takes this package's own lines out of the stack of what a test threw, and of its causes: there is nothing to be found there. */
export function hideOwnFrames(thrown: unknown): void {
  for (let error = thrown as Partial<Error> | null | undefined, depth = 0; depth < 8; error = error.cause as typeof error, depth += 1) {
    if (typeof error !== 'object' || error === null) return;
    const { stack } = error;
    if (typeof stack !== 'string' || !stack.includes(OWN_SOURCES)) continue;
    // A frozen error keeps what it says.
    Reflect.set(error, 'stack', stack.split('\n').filter(isOthers).join('\n'));
  }
}

function isOthers(line: string): boolean {
  return !line.includes(OWN_SOURCES) || !/^\s+at /.test(line);
}
