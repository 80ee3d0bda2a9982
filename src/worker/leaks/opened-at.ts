import { isOfUser, placesIn, shown } from '../../shared/stack-places';

const FRAMES = 50;

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

  /** A module of the test file's is being loaded. */
  get isOfLoading(): boolean {
    return /[\\/]jest-runtime[\\/]/.test(this.here.stack ?? '');
  }

  /** True where a module that Jest has loaded for a test file calls: Node itself has loaded those of Jest and of its reporters. */
  get isOfSandbox(): boolean {
    const files = [...placesIn(this.here.stack ?? '')];
    return files.some(({ file, isOfNode }) => !isOfNode && require.cache[file] === undefined);
  }

  /** True where the code of a file called, or what it awaits. */
  isBelow(path: string): boolean {
    return this.here.stack?.includes(path) === true && [...placesIn(this.here.stack)].some(({ file }) => file === path);
  }

  /** `file:line` of the test that is to blame, and of what it called where that is another file of the user's. */
  get place(): string {
    const places = [...placesIn(this.here.stack ?? '')];
    const users = places.filter(isOfUser);
    const test = users.find(({ file }) => file === this.testPath);
    const nearest = users[0] ?? places[0];
    if (nearest === undefined) return 'an unknown place';
    return test === undefined || test.file === nearest.file ? shown(nearest) : `${shown(nearest)}, called at ${shown(test)}`;
  }
}
