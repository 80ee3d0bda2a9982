const FENCE = /^\s*(```|~~~)/;
const ITEM = /^(\s*)([-*+]|\d+[.)])(\s+)/;
const QUOTE = /^(\s*>\s?)/;
/** Headings, tables, HTML, definitions of links, lines under headings: none of them may be broken. */
const APART = /^\s*(#{1,6}\s|\||<|\[[^\]]+\]:|(-{3,}|={3,}|\*{3,})\s*$)/;

/**
 * The paragraphs of a Markdown text, each with the index of its first line, its lines, and what stands before its first and other lines.
 *
 * Code blocks, tables, headings and HTML are no paragraphs.
 */
export function paragraphsOf(lines) {
  const paragraphs = [];
  let open;
  for (const [index, line] of withoutCode(lines).entries()) {
    if (line.trim() === '' || APART.test(line)) {
      open = undefined;
      continue;
    }
    const start = startOf(line, open);
    if (start !== undefined) {
      open = { at: index, lines: [], ...start };
      paragraphs.push(open);
    }
    open.lines.push(line);
  }
  return paragraphs;
}

/** The lines, with empty ones instead of code blocks. */
function withoutCode(lines) {
  let fence;
  return lines.map((line) => {
    const mark = FENCE.exec(line)?.[1];
    const isMark = fence === undefined ? mark !== undefined : mark === fence;
    if (isMark) fence = fence === undefined ? mark : undefined;
    return isMark || fence !== undefined ? '' : line;
  });
}

/** What stands before the lines of a paragraph that begins here; undefined where the line goes on with the open one. */
function startOf(line, open) {
  const item = ITEM.exec(line);
  if (item !== null) return { first: item[0], rest: ' '.repeat(item[0].length) };
  const quote = QUOTE.exec(line)?.[1] ?? '';
  if (open !== undefined && quote.trim() === (QUOTE.exec(open.first)?.[1] ?? '').trim()) return undefined;
  const indent = quote || /^\s*/.exec(line)[0];
  return { first: indent, rest: indent };
}
