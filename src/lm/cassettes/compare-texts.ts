import { createTwoFilesPatch, diffLines } from 'diff';

/** A longer line is read in pieces: what differs in it is a piece, not all of it. */
const LONGEST_LINE = 1000;
/** Where a sentence or a field ends, so that the pieces are the same behind what differs. */
const PIECE = /.{1,200}?[.!?;,](?= )|.{1,200}/gs;
/** The work grows with the square of what differs: beyond so many lines, which they are is all that is told. */
const MOST_CHANGES = 300;
/** As many lines of a difference as a person would read. */
const MOST_SHOWN = 100;

/** A text in lines that are short enough to tell what differs. */
export function comparable(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line.length <= LONGEST_LINE ? [line] : (line.match(PIECE) ?? [])))
    .join('\n');
}

/** What differs, line by line, `-` and `+` before each. */
export function changedLines(from: string, to: string): string[] {
  const parts = diffLines(from, to, { maxEditLength: MOST_CHANGES });
  if (parts === undefined) return unsharedLines(from, to);
  return parts.flatMap(({ added, removed, value }) => (added || removed ? signed(added ? '+' : '-', value.split('\n')) : []));
}

/** The same with the lines around it. */
export function unifiedDiff(from: string, to: string): string {
  const patch = createTwoFilesPatch('recorded', 'asked now', from, to, undefined, undefined, { context: 2, maxEditLength: MOST_CHANGES });
  const lines = patch === undefined ? unsharedLines(from, to) : patch.trimEnd().split('\n').slice(1);
  const more = lines.length - MOST_SHOWN;
  return more <= 0 ? lines.join('\n') : [...lines.slice(0, MOST_SHOWN), `… and ${more} more lines`].join('\n');
}

/** Of two texts that have little in common, the lines that only one of them has. */
function unsharedLines(from: string, to: string): string[] {
  const [before, after] = [from.split('\n'), to.split('\n')];
  const [wasThere, isThere] = [new Set(before), new Set(after)];
  return [
    ...signed(
      '-',
      before.filter((line) => !isThere.has(line)),
    ),
    ...signed(
      '+',
      after.filter((line) => !wasThere.has(line)),
    ),
  ];
}

function signed(sign: '+' | '-', lines: readonly string[]): string[] {
  return lines.flatMap((line) => (line.trim() === '' ? [] : [`${sign} ${line.trim()}`]));
}
