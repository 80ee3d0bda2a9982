/** A piece of a text: from its first sign to behind its last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The text with `by` in place of each piece; pieces that overlap are one. */
export function replaceRanges(text: string, ranges: readonly Range[], by: string): string {
  if (ranges.length === 0) return text;
  const kept: string[] = [];
  let end = 0;
  for (const { from, to } of joined(ranges)) {
    kept.push(text.slice(end, from));
    end = to;
  }
  return [...kept, text.slice(end)].join(by);
}

function joined(ranges: readonly Range[]): Range[] {
  const all: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last !== undefined && range.from < last.to) all[all.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else all.push(range);
  }
  return all;
}
