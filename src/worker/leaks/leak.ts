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

/** One kind of thing that may outlive its test: how it is seen being opened, found, and ended. */
export interface LeakKind {
  /** From now on what is opened is seen. */
  watch?(): void;
  /** Nothing is seen any more, and all is forgotten. */
  close?(): void;
  /** What an opener has left, when all was given back. It is ended, unless the clean-up policy is `off`, and forgotten. */
  endOf(opener: Opener): Promise<Leak[]>;
}

/** What a test is told of something that it left. */
export function leakError({ kind, what, openedAt, cure = '' }: Leak, whose: 'test' | 'file'): DspexError {
  return new DspexError({
    code: 'LEAK',
    what: `This ${whose} leaves a ${kind} behind: ${what}.`,
    why: openedAt === '' ? `it outlives the ${whose}` : `opened at ${openedAt}, it outlives the ${whose}`,
    next: cure,
  });
}
