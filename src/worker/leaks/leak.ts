import { DspexError } from '../../shared/errors';

/** Something that outlives the test or file that opened it. */
export interface Leak {
  readonly kind: string;
  readonly what: string;
  /** '' where nobody saw it being opened. */
  readonly openedAt: string;
  /** What to write in the test. Without it, the leak is told, and charged to nobody. */
  readonly cure?: string;
}

/** Who opens things: the context of a test or of a file. Here it is only told apart from others. */
export type Opener = object;

/** One kind of thing that may outlive its test: how it is found, and ended. */
export interface LeakKind {
  /** What an opener has left, when all was given back. It is ended, as far as `Ending` says so, and forgotten. */
  endOf(opener: Opener): Promise<Leak[]>;
}

/** A kind that is seen being opened, in this process. */
export interface WatchedKind extends LeakKind {
  /** From now on what is opened is seen. */
  watch?(): void;
  /** Nothing is seen any more, and all is forgotten. */
  close?(): void;
  /** True while something is open that an opener has opened. */
  holdsFor(opener: Opener): boolean;
  /** The file is over: ends what `endOf` has told of and left for the tests after it. */
  endKept?(): Promise<void>;
}

/** When a leak is ended: with the test that it is charged to; with the file, as another test may use it where nobody is charged; or never. */
export type Ending = 'with its test' | 'with its file' | 'never';

/** What a test is told of something that it left. */
export function leakError({ kind, what, openedAt, cure = '' }: Leak, whose: 'test' | 'file'): DspexError {
  return new DspexError({
    code: 'LEAK',
    what: `This ${whose} leaves a ${kind} behind: ${what}.`,
    why: openedAt === '' ? `it outlives the ${whose}` : `opened at ${openedAt}, it outlives the ${whose}`,
    next: cure,
  });
}
