import { dirname, join, relative, sep } from 'node:path';

const FRAMES = 50;
/** `src` or `dist/src` of this package: its own frames are nobody's line. */
const OWN = join(dirname(__dirname), sep);

/** Where a call came from, kept as it is until somebody asks: reading a stack is what costs. */
export class OpenedAt {
  private readonly here: { stack?: string } = {};

  constructor(
    entry: (...args: never[]) => unknown,
    private readonly testPath: string,
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = FRAMES;
    Error.captureStackTrace(this.here, entry);
    Error.stackTraceLimit = stackTraceLimit;
  }

  /** Jest's own transforms start services of theirs: esbuild, swc. */
  get isOfJest(): boolean {
    return /[\\/]@jest[\\/]transform[\\/]/.test(this.here.stack ?? '');
  }

  /** `file:line` of the test that is to blame, and of what it called where that is another file of the user's. */
  get place(): string {
    const places = (this.here.stack ?? '')
      .split('\n')
      .slice(1)
      .map(placeIn)
      .filter((place) => place !== undefined);
    const own = places.filter(({ file }) => !file.startsWith('node:') && !file.startsWith(OWN));
    const users = own.filter(({ file }) => !file.includes(`${sep}node_modules${sep}`));
    const test = users.find(({ file }) => file === this.testPath);
    const nearest = users[0] ?? own[0];
    if (nearest === undefined) return 'an unknown place';
    return test === undefined || test.file === nearest.file ? shown(nearest) : `${shown(nearest)}, called at ${shown(test)}`;
  }
}

interface Place {
  readonly file: string;
  readonly line: string;
}

function placeIn(frame: string): Place | undefined {
  const [, file, line] = / \((.+):(\d+):\d+\)$/.exec(frame) ?? /^\s*at (?:async )?(.+):(\d+):\d+$/.exec(frame) ?? [];
  return file === undefined ? undefined : { file: file.replace(/^file:\/\//, ''), line: line as string };
}

function shown({ file, line }: Place): string {
  const within = relative(process.cwd(), file);
  return `${within.startsWith('..') ? file : within}:${line}`;
}
