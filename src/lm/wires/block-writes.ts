import type { WrittenEvent } from './write-reply';

/** A block of a reply's content, as a stream brings it. */
export interface WrittenBlock {
  readonly isThought: boolean;
  readonly writes: readonly (readonly WrittenEvent[])[];
}

/** A stream of blocks, from its beginning to its end. Thoughts go with what follows them: a test's `everyMs` and a recording's delays count the pieces of text. */
export function blocksInWrites(
  begun: readonly WrittenEvent[],
  blocks: readonly WrittenBlock[],
  end: readonly WrittenEvent[],
): (readonly WrittenEvent[])[] {
  const thoughts = blocks.filter(({ isThought }) => isThought).flatMap(({ writes }) => writes.flat());
  const [first = [], ...rest] = blocks.filter(({ isThought }) => !isThought).flatMap(({ writes }) => writes);
  return [[...begun, ...thoughts, ...first], ...rest, end];
}
